-- Names of KMS keys, one row per alias.
select
    self.id,                                               -- alias ARN
    as_text((self.body -> '$.AliasName'), null) as name,                   -- alias name
    self.scope,                                            -- account id
    self.region,                                           -- region
    '{}' as tags,                                          -- always empty: aliases carry none
    self.observed_at,                                      -- when it was read, UTC
    as_text((self.body -> '$.TargetKeyId'), '') as key_id  -- id of the key; empty for a name reserved by an AWS service
from self

