-- ECR's private repositories, one row per repository.
select
    self.id,                                               -- repository ARN
    as_text((self.body -> '$.repositoryName'), null) as name,              -- repository name
    self.scope,                                            -- account id
    self.region,                                           -- region
    case
        when tags.outcome = 'ok' then as_tags((tags.body -> '$.tags'))
        when tags.outcome = 'absent' then '{}'
    end as tags,                                           -- tags, a JSON object
    self.observed_at,                                      -- when it was read, UTC
    as_text((self.body -> '$.repositoryUri'), '') as uri,  -- address that images are pulled from, without a tag
    as_text((self.body -> '$.imageTagMutability'), 'MUTABLE') = 'IMMUTABLE' as has_immutable_tags,  -- tags cannot be moved to another image
    as_flag((self.body -> '$.imageScanningConfiguration.scanOnPush'), false) as is_scanned_on_push,  -- ECR looks for vulnerabilities when an image is pushed
    as_text((self.body -> '$.encryptionConfiguration.encryptionType'), 'AES256') as encryption,  -- AES256 or KMS
    as_text((self.body -> '$.encryptionConfiguration.kmsKey'), '') as kms_key_arn,  -- KMS key that encrypts it; empty for key of S3's own
    list_contains(aws_resource_policy.open_actions, 'ecr:putimage') as allows_public_push,  -- anyone may push images to it
    aws_resource_policy.is_open as is_public,              -- its policy allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,                    -- actions that its policy allows the public, lower case, wildcards unexpanded
    aws_resource_policy.unscoped_services,                 -- services allowed without a source condition (confused deputy)
    aws_resource_policy.foreign_accounts,                  -- other accounts that its policy allows
    aws_resource_policy.text as policy                     -- its policy, JSON; empty without one
from self
left join tags on tags.id = self.id
left join aws_resource_policy on aws_resource_policy.id = self.id
