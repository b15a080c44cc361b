-- An identity sends to a queue, a topic or a bus that may feed a workload: it chooses the input, no more.
-- kind: feeds
-- mode: invokes
-- from: access
select
    principal_id as source_id,
    target_id,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    action || coalesce(' by ' || because, '') as why,
    'event' as weight_key,
    cast([] as varchar[]) as rule_ids
from access
where ability in ('feed')
