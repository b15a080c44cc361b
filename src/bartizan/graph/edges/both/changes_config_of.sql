-- An identity changes the configuration of a workload, and so what runs: a layer, a wrapper, a start command, a variable.
-- kind: changes_config_of
-- mode: controls
-- from: access
with running as (
    select principal_id, target_id, bool_or(effect = 'yes') as is_sure
    from access
    where ability in ('make_run', 'invoke')
    group by principal_id, target_id
),
judged as (
    select
        access.*,
        function.id is null or coalesce(running.is_sure, false) or coalesce(function.has_url, false)
        or coalesce(array_length(function.trigger_services) > 0, false)
        or coalesce(array_length(function.event_source_arns) > 0, false) as is_started
    from access
    left join aws_lambda_function as function on function.id = access.target_id
    left join running on running.principal_id = access.principal_id and running.target_id = access.target_id
    where access.ability = 'write_config'
)
select
    principal_id as source_id,
    target_id,
    case when effect = 'yes' and not is_started then 'conditional' else effect end as effect,
    case when is_started then condition
        else trim(condition || '; something invokes the function', '; ') end as condition,
    action || ' by ' || because as why,
    'technique' as weight_key,
    cast([] as varchar[]) as rule_ids
from judged
