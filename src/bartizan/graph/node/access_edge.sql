-- What a principal may do to a single resource, in the columns of an edge.
select
    principal_id as source_id,
    target_id,
    provider,
    ability,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    action || coalesce(' by ' || because, '') as why,
    cast([] as varchar[]) as rule_ids
from access
