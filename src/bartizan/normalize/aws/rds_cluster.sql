-- RDS clusters (Aurora, Neptune, DocumentDB, Multi-AZ), one row per cluster.
select
    self.id,                                                            -- cluster ARN
    self.body ->> '$.DBClusterIdentifier' as name,                      -- cluster name
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    coalesce(
        cast(map_from_entries(list_transform(
            from_json(self.body -> '$.TagList', '[{"Key": "VARCHAR", "Value": "VARCHAR"}]'), lambda t: {'k': t."Key", 'v': t."Value"}
        )) as json)::varchar, '{}'
    ) as tags,                                                          -- tags, a JSON object
    self.observed_at,                                                   -- when it was read, UTC
    lower(coalesce(self.body ->> '$.Status', '')) as state,             -- available, stopped and so on
    coalesce(self.body ->> '$.Engine', '') as engine,                   -- aurora-postgresql, neptune, docdb and so on
    coalesce(self.body ->> '$.EngineVersion', '') as engine_version,    -- version of the engine
    coalesce(self.body ->> '$.Endpoint', '') as endpoint,               -- host name that writes; empty while it is made
    coalesce(list_sort(list_transform(from_json(self.body -> '$.DBClusterMembers', '[{"DBInstanceIdentifier": "VARCHAR"}]'),
        lambda m: m."DBInstanceIdentifier")), []) as instance_names,    -- names of its instances
    coalesce(list_sort(list_transform(from_json(self.body -> '$.VpcSecurityGroups', '[{"VpcSecurityGroupId": "VARCHAR"}]'),
        lambda g: g."VpcSecurityGroupId")), []) as security_group_ids,  -- security groups
    coalesce((self.body ->> '$.StorageEncrypted')::boolean, false) as is_encrypted,  -- its storage is encrypted
    coalesce(self.body ->> '$.KmsKeyId', '') as kms_key_arn,            -- KMS key that encrypts it; empty without encryption
    coalesce((self.body ->> '$.IAMDatabaseAuthenticationEnabled')::boolean, false) as allows_iam_login,  -- IAM identities can log in without a password
    coalesce((self.body ->> '$.HttpEndpointEnabled')::boolean, false) as has_data_api,  -- statements can be sent through the Data API, without a way into its network
    coalesce(self.body ->> '$.MasterUserSecret.SecretArn', '') as password_secret_arn,  -- secret in which RDS keeps the administrator's password; empty where RDS does not manage it
    coalesce((self.body ->> '$.DeletionProtection')::boolean, false) as is_deletion_protected,  -- cannot be deleted by a single call
    coalesce((self.body ->> '$.BackupRetentionPeriod')::bigint, 0) as backup_retention_days  -- days for which backups are kept
from self
