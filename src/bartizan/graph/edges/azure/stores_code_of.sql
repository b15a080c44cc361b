-- A storage account holds the code or the keys of an app.
-- kind: stores_code_of
-- mode: relates
-- from: azure_function_app, azure_web_app
with app as (
    select id, storage_account_ids from azure_function_app
    union all
    select id, storage_account_ids from azure_web_app
),
kept as (
    select id, unnest(storage_account_ids) as account_id from app
)
select
    account_id as source_id,
    id as target_id,
    'yes' as effect,
    '' as condition,
    'its settings name the account' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from kept
union all
select id, null, 'unknown', 'the settings of the app were not read', '', '', []
from app
where storage_account_ids is null
