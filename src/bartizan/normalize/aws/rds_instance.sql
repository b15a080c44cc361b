-- RDS database instances, one row per instance.
select
    self.id,                                                            -- instance ARN
    as_text((self.body -> '$.DBInstanceIdentifier'), null) as name,                     -- instance name
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    as_tags((self.body -> '$.TagList')) as tags,                                                          -- tags, a JSON object
    self.observed_at,                                                   -- when it was read, UTC
    lower(as_text((self.body -> '$.DBInstanceStatus'), '')) as state,   -- available, stopped and so on
    as_text((self.body -> '$.Engine'), '') as engine,                   -- postgres, mysql, aurora-postgresql and so on
    as_text((self.body -> '$.EngineVersion'), '') as engine_version,    -- version of the engine
    as_text((self.body -> '$.DBClusterIdentifier'), '') as cluster_name,  -- Aurora cluster that it belongs to; empty without one
    as_text((self.body -> '$.Endpoint.Address'), '') as endpoint,       -- host name; empty while it is being created
    as_flag((self.body -> '$.PubliclyAccessible'), false) as is_public,  -- its host name leads to a public address; security groups decide who gets through
    coalesce(list_sort(list_transform(from_json(self.body -> '$.VpcSecurityGroups', '[{"VpcSecurityGroupId": "VARCHAR"}]'),
        lambda g: g."VpcSecurityGroupId")), []) as security_group_ids,  -- security groups
    as_text((self.body -> '$.DBSubnetGroup.VpcId'), '') as vpc_id,      -- VPC; empty without one
    as_flag((self.body -> '$.StorageEncrypted'), false) as is_encrypted,  -- its storage is encrypted
    as_text((self.body -> '$.KmsKeyId'), '') as kms_key_arn,            -- KMS key that encrypts it; empty without encryption
    as_flag((self.body -> '$.IAMDatabaseAuthenticationEnabled'), false) as allows_iam_login,  -- IAM identities can log in without a password
    as_text((self.body -> '$.MasterUserSecret.SecretArn'), '') as password_secret_arn,  -- secret in which RDS keeps the administrator's password; empty where RDS does not manage it
    as_flag((self.body -> '$.DeletionProtection'), false) as is_deletion_protected,  -- cannot be deleted by a single call
    as_number((self.body -> '$.BackupRetentionPeriod'), 0) as backup_retention_days  -- days for which backups are kept; 0 without backups
from self

