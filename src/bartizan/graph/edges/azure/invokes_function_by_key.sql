-- A holder of a key calls the functions of an app that ask for no login: keys are shared, and no authentication.
-- kind: invokes
-- mode: invokes
-- from: azure_function_app
with app as (
    select
        *,
        state = 'running' and exposure in ('internet', 'restricted') and not is_client_cert_required
        and array_length(reachable_function_names) > array_length(open_function_names) as is_open
    from azure_function_app
)
select
    'internet' as source_id,
    id as target_id,
    case when is_open then 'yes' else 'unknown' end as effect,
    case when is_open then '' else 'its network, its functions, its authentication or its certificates were not read' end
        as condition,
    'functions that a key opens: ' || coalesce(array_to_string(reachable_function_names, ', '), 'not read') as why,
    case when exposure = 'restricted' then 'restricted_network' else 'key_only' end as weight_key,
    ['azure.function_app.host_keys_only', 'azure.function_app.unrestricted_network'] as rule_ids
from app
where coalesce(is_open, true)
