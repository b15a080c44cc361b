-- An identity runs commands on a resource.
-- kind: runs_commands_on
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
where ability in ('run_command')
