-- Systems Manager's parameters, one row per parameter; their values are never read.
select
    self.id,                                                  -- parameter ARN
    as_text((self.body -> '$.Name'), null) as name,                           -- parameter name
    self.scope,                                               -- account id
    self.region,                                              -- region
    null::varchar as tags,                                    -- never read: a parameter's tags would cost one call each
    self.observed_at,                                         -- when it was read, UTC
    as_text((self.body -> '$.Type'), '') as type,             -- String, StringList or SecureString
    as_text((self.body -> '$.Type'), '') = 'SecureString' as is_encrypted,  -- its value is encrypted
    as_text((self.body -> '$.KeyId'), '') as kms_key,         -- KMS key that encrypts it, an id, alias or ARN; empty without encryption
    lower(as_text((self.body -> '$.Tier'), '')) as tier,      -- standard, advanced or intelligent-tiering
    as_text((self.body -> '$.LastModifiedDate'), '') as last_changed_at,  -- when it was last changed, ISO 8601
    split_part(self.id, ':', 5) <> self.scope as is_foreign,  -- another account shares it
    false as is_public                                        -- always false: parameters have no resource policy
from self

