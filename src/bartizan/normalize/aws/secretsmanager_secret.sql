-- Secrets Manager's secrets, one row per secret; their values are never read.
select
    self.id,                                                          -- secret ARN
    as_text((self.body -> '$.Name'), null) as name,                                   -- secret name
    self.scope,                                                       -- account id
    self.region,                                                      -- region
    as_tags((self.body -> '$.Tags')) as tags,                                                        -- tags, a JSON object
    self.observed_at,                                                 -- when it was read, UTC
    as_text((self.body -> '$.KmsKeyId'), '') as kms_key,              -- KMS key that encrypts it, an id or ARN; empty for the service's own key, which every account shares
    as_flag((self.body -> '$.RotationEnabled'), false) as is_rotated,  -- rotates automatically
    as_text((self.body -> '$.RotationLambdaARN'), '') as rotation_function_arn,  -- function that rotates it; empty without one
    as_text((self.body -> '$.LastRotatedDate'), '') as last_rotated_at,  -- when it was last rotated, ISO 8601; empty for never
    as_text((self.body -> '$.LastChangedDate'), '') as last_changed_at,  -- when it was last changed, ISO 8601; empty for never
    as_text((self.body -> '$.LastAccessedDate'), '') as last_accessed_at,  -- day on which it was last read, ISO 8601; empty for never
    as_text((self.body -> '$.OwningService'), '') as owning_service,  -- AWS service that manages it; empty for the account's own
    aws_resource_policy.is_open as is_public,                         -- its policy allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,                               -- actions that its policy allows the public, lower case, wildcards unexpanded
    aws_resource_policy.unscoped_services,                            -- services allowed without a source condition (confused deputy)
    aws_resource_policy.foreign_accounts,                             -- other accounts that its policy allows
    aws_resource_policy.text as policy                                -- its policy, JSON; empty without one
from self
left join aws_resource_policy on aws_resource_policy.id = self.id
