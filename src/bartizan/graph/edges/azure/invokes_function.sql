-- Anyone who reaches a function app calls its functions that ask for neither a login nor a key.
-- kind: invokes
-- mode: invokes
-- from: azure_function_app
with app as (
    select
        *,
        state = 'running' and exposure in ('internet', 'restricted') and not is_client_cert_required
        and array_length(open_function_names) > 0 as is_open
    from azure_function_app
)
select
    'internet' as source_id,
    id as target_id,
    case when is_open then 'yes' else 'unknown' end as effect,
    case when is_open then '' else 'its network, its functions, its authentication or its certificates were not read' end
        as condition,
    'functions without a key or a login: ' || coalesce(array_to_string(open_function_names, ', '), 'not read') as why,
    case when exposure = 'restricted' then 'restricted_network' else 'no_authentication' end as weight_key,
    ['azure.function_app.anonymous_http_functions', 'azure.function_app.unrestricted_network'] as rule_ids
from app
where coalesce(is_open, true)
