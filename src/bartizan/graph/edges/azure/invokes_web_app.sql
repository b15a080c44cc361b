-- Anyone who reaches a web app sends requests to its code, which may ask for a login of its own.
-- kind: invokes
-- mode: invokes
-- from: azure_web_app
with app as (
    select
        *,
        state = 'running' and exposure in ('internet', 'restricted') and allows_anonymous
        and not is_client_cert_required as is_open
    from azure_web_app
)
select
    'internet' as source_id,
    id as target_id,
    case when is_open then 'yes' else 'unknown' end as effect,
    case when is_open then '' else 'its network, its functions, its authentication or its certificates were not read' end
        as condition,
    'App Service lets unauthenticated requests through; a login in the code is not seen' as why,
    case when exposure = 'restricted' then 'restricted_network' else 'own_login' end as weight_key,
    ['azure.web_app.authentication_off', 'azure.app.authentication_allows_anonymous', 'azure.web_app.unrestricted_network']
        as rule_ids
from app
where coalesce(is_open, true)
