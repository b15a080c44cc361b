-- Versions of the account's own Lambda layers, one row per version that is the latest or in use by its functions.
select distinct on (self.id)
    self.id,                                                                     -- layer version ARN
    split_part(self.id, ':', 7) || ':' || split_part(self.id, ':', 8) as name,   -- layer name and version
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    '{}' as tags,                                                                -- always empty: layer versions have no tags
    self.observed_at,                                                            -- when it was read, UTC
    regexp_replace(self.id, ':[^:]+$', '') as layer_arn,                         -- layer ARN
    try_cast(split_part(self.id, ':', 8) as bigint) as version,                  -- version number
    allowed.is_layer_open as is_public,                                          -- any AWS account may read it and run its code
    allowed.foreign_accounts                                                     -- other accounts that may
from self
left join aws_lambda_policy as allowed on allowed.id = self.id
order by self.id
