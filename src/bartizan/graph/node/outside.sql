-- Outsiders, the administrators of accounts, of subscriptions and of the tenant.
with named as (
    select 'internet' as id
    union
    select 'any_aws_account'
    union
    select 'admin:aws:' || id from aws_account
    union
    select 'admin:azure:' || scope from azure_subscription
    union
    select 'admin:azure:tenant' from azure_subscription
    union
    select source_id from found_edge where starts_with(source_id, 'foreign:')
    union
    select target_id from found_edge where starts_with(target_id, 'admin:')
)
select
    id,
    case when id in ('internet', 'any_aws_account') then id else split_part(id, ':', 1) end as kind,
    case when contains(id, ':') then substr(id, length(split_part(id, ':', 1)) + length(split_part(id, ':', 2)) + 3) else id end
        as name,
    case when contains(id, ':') and split_part(id, ':', 2) in ('aws', 'azure') then split_part(id, ':', 2) else '' end as provider,
    case when starts_with(id, 'admin:') then split_part(id, ':', 3) else '' end as scope
from named
