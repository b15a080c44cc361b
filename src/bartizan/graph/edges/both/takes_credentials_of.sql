-- An identity makes credentials of a user or reads those of a resource, and acts as it.
-- kind: takes_credentials_of
-- mode: controls
-- from: access
select
    principal_id as source_id,
    target_id,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    action || coalesce(' by ' || because, '') as why,
    'technique' as weight_key,
    cast([] as varchar[]) as rule_ids
from access
where ability in ('take_credentials')
