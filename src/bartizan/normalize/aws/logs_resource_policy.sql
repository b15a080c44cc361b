-- CloudWatch Logs resource policies, one row per policy.
select
    self.id,                                              -- made up of account, region and policy name
    coalesce(self.body ->> '$.policyName', '') as name,   -- policy name
    self.scope,                                           -- account id
    self.region,                                          -- region
    '{}' as tags,                                         -- always empty: these policies have no tags
    self.observed_at,                                     -- when it was read, UTC
    aws_resource_policy.is_open as is_public,             -- it allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,                   -- actions that it allows the public, lower case, wildcards unexpanded
    aws_resource_policy.foreign_accounts,                 -- other accounts that it allows
    aws_resource_policy.text as policy                    -- the policy, JSON
from self
left join aws_resource_policy on aws_resource_policy.id = self.id
