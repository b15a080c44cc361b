-- Secrets Manager's secrets, one row per secret; their values are never read.
select
    self.id,                                                          -- secret ARN
    self.body ->> '$.Name' as name,                                   -- secret name
    self.scope,                                                       -- account id
    self.region,                                                      -- region
    coalesce(
        cast(map_from_entries(list_transform(
            from_json(self.body -> '$.Tags', '[{"Key": "VARCHAR", "Value": "VARCHAR"}]'), lambda t: {'k': t."Key", 'v': t."Value"}
        )) as json)::varchar, '{}'
    ) as tags,                                                        -- tags, a JSON object
    self.observed_at,                                                 -- when it was read, UTC
    coalesce(self.body ->> '$.KmsKeyId', '') as kms_key,              -- KMS key that encrypts it, an id or ARN; empty for the service's own key, which every account shares
    coalesce((self.body ->> '$.RotationEnabled')::boolean, false) as is_rotated,  -- is rotated by itself
    coalesce(self.body ->> '$.RotationLambdaARN', '') as rotation_function_arn,  -- function that rotates it; empty without one
    coalesce(self.body ->> '$.LastRotatedDate', '') as last_rotated_at,  -- when it was last rotated, ISO 8601; empty for never
    coalesce(self.body ->> '$.LastChangedDate', '') as last_changed_at,  -- when it was last changed, ISO 8601; empty for never
    coalesce(self.body ->> '$.LastAccessedDate', '') as last_accessed_at,  -- day on which it was last read, ISO 8601; empty for never
    coalesce(self.body ->> '$.OwningService', '') as owning_service,  -- service of AWS that manages it; empty for the account's own
    aws_resource_policy.is_open as is_public,                         -- its policy lets strangers in: any principal, without a condition on who or what calls
    aws_resource_policy.public_actions,                               -- actions that its policy allows strangers, lower case, wildcards as they stand
    aws_resource_policy.unscoped_services,                            -- services that its policy lets in whoever they act for
    aws_resource_policy.foreign_accounts,                             -- other accounts that its policy lets in
    aws_resource_policy.text as policy                                -- its policy, JSON; empty without one
from self
left join aws_resource_policy on aws_resource_policy.id = self.id
