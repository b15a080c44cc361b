-- Anyone who knows the publishing credentials deploys code from anywhere: SCM takes a password from any address.
-- kind: changes_code_of
-- mode: controls
-- from: azure_function_app, azure_web_app
with app as (
    select id, scm_allows_any_ip, allows_scm_basic_auth from azure_function_app
    union all
    select id, scm_allows_any_ip, allows_scm_basic_auth from azure_web_app
)
select
    'internet' as source_id,
    id as target_id,
    case when scm_allows_any_ip and allows_scm_basic_auth then 'conditional' else 'unknown' end as effect,
    case when scm_allows_any_ip and allows_scm_basic_auth then 'the publishing credentials are known'
        else 'the access rules or the publishing policy of SCM were not read' end as condition,
    'SCM takes a password from any address' as why,
    'known_account' as weight_key,
    ['azure.app.scm_basic_authentication', 'azure.app.scm_open_to_internet'] as rule_ids
from app
where coalesce(scm_allows_any_ip, true) and coalesce(allows_scm_basic_auth, true)
