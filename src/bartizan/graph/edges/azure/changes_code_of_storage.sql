-- An identity that writes to the storage account of an app's code or keys changes what it runs at its next start.
-- kind: changes_code_of
-- mode: controls
-- from: azure_function_app, azure_web_app
with app as (
    select id, storage_account_ids, package_form, true as has_keys from azure_function_app
    union all
    select id, storage_account_ids, package_form, false from azure_web_app
),
kept as (
    select id, package_form, has_keys, unnest(storage_account_ids) as account_id from app
)
select
    access.principal_id as source_id,
    kept.id as target_id,
    case when access.effect = 'unknown' then 'unknown' else 'conditional' end as effect,
    case
        when access.condition <> '' then access.condition || '; '
        else ''
    end || case
        when kept.package_form is null then 'it holds the code of the app; its settings were not read'
        else 'it holds the code of the app, which starts again'
    end as condition,
    access.action || ' on ' || kept.account_id || ', which the app''s settings name' as why,
    'next_start' as weight_key,
    case when kept.has_keys then ['azure.function_app.host_storage_key', 'azure.storage.shared_key_behind_app']
        else ['azure.storage.shared_key_behind_app'] end as rule_ids
from kept
join access on access.target_id = kept.account_id
where access.ability in ('data_write', 'manage_keys')
union all
select id, null, 'unknown', 'the settings of the app were not read', '', '', []
from app
where storage_account_ids is null
