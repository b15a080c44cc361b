-- Storage accounts that hold the code, the content share or the host keys of an app.
with store as (
    select azure_app_backing.id, unnest(azure_app_backing.storage_account_ids) as store_id from azure_app_backing
)

select
    store.store_id as through_id,
    unnest(azure_app_principal.principal_ids) as principal_id,
    true as is_so,
    case when azure_storage_account.allows_any_ip then '' else 'from a network that the storage account lets in' end as condition,
    '' as unread
from store
inner join azure_app_principal on azure_app_principal.id = store.id
left join azure_storage_account on azure_storage_account.id = store.store_id
