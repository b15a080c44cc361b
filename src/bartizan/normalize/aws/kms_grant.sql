-- Grants of KMS keys, one row per grant: what a principal may do with a key besides its policy.
with named as (
    select
        id,
        split_part(id, '/grant/', 1) as key_arn,
        split_part(id, '/grant/', 2) as grant_id,
        coalesce(nullif(as_text((body -> '$.GranteePrincipal'), ''), ''), as_text((body -> '$.GranteeServicePrincipal'), '')) as grantee
    from self
)
select
    self.id,                                                         -- key ARN and grant id
    coalesce(nullif(as_text((self.body -> '$.Name'), ''), ''), named.grant_id) as name,  -- name; the grant id without one
    self.scope,                                                      -- account id
    self.region,                                                     -- region
    '{}' as tags,                                                    -- always empty: grants have no tags
    self.observed_at,                                                -- when it was read, UTC
    named.key_arn,                                                   -- key ARN
    named.grantee,                                                   -- ARN of the role, user or session that it is for, or the name of a service
    regexp_matches(named.grantee, '^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$') as is_for_service,  -- it is for a service of AWS
    list_sort(as_texts((self.body -> '$.Operations'))) as operations,  -- operations that it allows: Decrypt, GenerateDataKey and so on
    as_text((self.body -> '$.RetiringPrincipal'), '') as retiring_principal,  -- ARN of the principal that may end it; empty without one
    as_text((self.body -> '$.IssuingAccount'), '') as issuing_account,  -- account that made it
    as_object((self.body -> '$.Constraints')) as constraints,        -- encryption context or source that requests must have, a JSON object
    as_text((self.body -> '$.CreationDate'), '') as created_at       -- when it was made, ISO 8601
from self
join named on named.id = self.id
