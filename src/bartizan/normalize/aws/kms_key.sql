-- KMS keys, one row per key.
with named as (
    select key_id, scope, region, list(name order by name) as names
    from aws_kms_alias
    where key_id <> ''
    group by key_id, scope, region
),
listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_kms_alias'
    group by scope, region
)
select
    self.id,                                   -- key ARN
    as_text((self.body -> '$.KeyId'), null) as name,           -- key id; its aliases hold the readable names
    self.scope,                                -- account id
    self.region,                               -- region
    case
        when tags.outcome = 'ok' then as_tags((tags.body -> '$.Tags'), 'TagKey', 'TagValue')
        when tags.outcome = 'absent' then '{}'
    end as tags,                               -- tags, a JSON object
    self.observed_at,                          -- when it was read, UTC
    case when listed.is_complete then coalesce(named.names, []) end as aliases,  -- names that it goes by, alias/… each
    case when detail.outcome = 'ok' then lower(as_text((detail.body -> '$.KeyMetadata.KeyState'), '')) end as state,  -- enabled, disabled, pendingdeletion and so on
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.KeyMetadata.KeyState'), '') = 'Enabled' end as is_usable,  -- it can encrypt and decrypt
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.KeyMetadata.KeyManager'), '') = 'CUSTOMER' end as is_customer_managed,  -- the account manages it; the others belong to services of AWS
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.KeyMetadata.KeyUsage'), '') end as usage,  -- ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC or KEY_AGREEMENT
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.KeyMetadata.KeySpec'), '') end as spec,  -- SYMMETRIC_DEFAULT, RSA_2048 and so on
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.KeyMetadata.Origin'), '') end as origin,  -- where its material comes from: AWS_KMS, EXTERNAL, AWS_CLOUDHSM or EXTERNAL_KEY_STORE
    case when rotation.outcome = 'ok' then as_flag((rotation.body -> '$.KeyRotationEnabled'), false) when rotation.outcome = 'absent' then false end as is_rotated,  -- its material is rotated every year or so
    case when grants.outcome = 'ok' then as_length((grants.body -> '$.Grants')) end as grant_count,  -- number of grants
    aws_resource_policy.is_open as is_public,  -- its policy allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,        -- actions that its policy allows the public, lower case, wildcards unexpanded
    aws_resource_policy.unscoped_services,     -- services allowed without a source condition (confused deputy)
    aws_resource_policy.foreign_accounts,      -- other accounts that its policy allows
    aws_resource_policy.text as policy         -- its policy, JSON; empty without one
from self
left join detail on detail.id = self.id
left join rotation on rotation.id = self.id
left join tags on tags.id = self.id
left join grants on grants.id = self.id
left join aws_resource_policy on aws_resource_policy.id = self.id
left join named on named.key_id = self.body ->> '$.KeyId' and named.scope = self.scope and named.region = self.region
left join listed on listed.scope = self.scope and listed.region = self.region
