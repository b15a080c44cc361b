-- Organizations, one row per organization that a scanned account belongs to.
with seen as (
    -- Only the management account can read its accounts and policies.
    select distinct on (id) id, scope, region, body, observed_at, body ->> '$.Organization.MasterAccountId' = scope as is_management
    from self
    order by id, body ->> '$.Organization.MasterAccountId' <> scope, scope
),
counted as (
    select distinct on (id) id, case when outcome = 'ok' then json_array_length(body -> '$.Accounts') end as accounts
    from accounts
    order by id, outcome <> 'ok'
)
select
    seen.id,                                                            -- organization ARN
    as_text((seen.body -> '$.Organization.Id'), '') as name,            -- organization id
    seen.scope,                                                         -- account id: the management account, else the first one that belongs to it
    seen.region,                                                        -- always empty
    null::varchar as tags,                                              -- never read
    seen.observed_at,                                                   -- when it was read, UTC
    as_text((seen.body -> '$.Organization.MasterAccountId'), '') as management_account,  -- account id that manages it
    lower(as_text((seen.body -> '$.Organization.FeatureSet'), '')) as feature_set,  -- all or consolidated_billing
    seen.is_management as is_management_account_read,                   -- its management account is among the accounts read
    case when seen.is_management then counted.accounts end as account_count  -- number of its accounts; null where its management account was not read
from seen
left join counted on counted.id = seen.id
