-- An app's settings name secrets of a vault, which its identity can get.
-- kind: references_secret
-- mode: relates
-- from: azure_function_app, azure_web_app
with app as (
    select id, vault_ids from azure_function_app
    union all
    select id, vault_ids from azure_web_app
),
named as (
    select id, unnest(vault_ids) as vault_id from app
)
select
    id as source_id,
    vault_id as target_id,
    'yes' as effect,
    '' as condition,
    'its settings name secrets of the vault' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from named
union all
select id, null, 'unknown', 'the settings of the app or the vaults were not read', '', '', []
from app
where vault_ids is null
