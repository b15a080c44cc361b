-- RDS clusters (Aurora, Neptune, DocumentDB, Multi-AZ), one row per cluster.
select
    self.id,                                                            -- cluster ARN
    as_text((self.body -> '$.DBClusterIdentifier'), null) as name,                      -- cluster name
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    as_tags((self.body -> '$.TagList')) as tags,                                                          -- tags, a JSON object
    self.observed_at,                                                   -- when it was read, UTC
    lower(as_text((self.body -> '$.Status'), '')) as state,             -- available, stopped and so on
    as_text((self.body -> '$.Engine'), '') as engine,                   -- aurora-postgresql, neptune, docdb and so on
    as_text((self.body -> '$.EngineVersion'), '') as engine_version,    -- version of the engine
    as_text((self.body -> '$.Endpoint'), '') as endpoint,               -- host name of the writer; empty while it is being created
    coalesce(list_sort(list_transform(from_json(self.body -> '$.DBClusterMembers', '[{"DBInstanceIdentifier": "VARCHAR"}]'),
        lambda m: m."DBInstanceIdentifier")), []) as instance_names,    -- names of its instances
    coalesce(list_sort(list_transform(from_json(self.body -> '$.VpcSecurityGroups', '[{"VpcSecurityGroupId": "VARCHAR"}]'),
        lambda g: g."VpcSecurityGroupId")), []) as security_group_ids,  -- security groups
    as_flag((self.body -> '$.StorageEncrypted'), false) as is_encrypted,  -- its storage is encrypted
    as_text((self.body -> '$.KmsKeyId'), '') as kms_key_arn,            -- KMS key that encrypts it; empty without encryption
    as_flag((self.body -> '$.IAMDatabaseAuthenticationEnabled'), false) as allows_iam_login,  -- IAM identities can log in without a password
    as_flag((self.body -> '$.HttpEndpointEnabled'), false) as has_data_api,  -- statements can be sent through the Data API, without network access to it
    as_text((self.body -> '$.MasterUserSecret.SecretArn'), '') as password_secret_arn,  -- secret in which RDS keeps the administrator's password; empty where RDS does not manage it
    as_flag((self.body -> '$.DeletionProtection'), false) as is_deletion_protected,  -- cannot be deleted by a single call
    as_number((self.body -> '$.BackupRetentionPeriod'), 0) as backup_retention_days  -- days for which backups are kept
from self
