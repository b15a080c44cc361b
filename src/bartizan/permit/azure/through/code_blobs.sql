-- Storage accounts whose blobs hold the package or the host keys of an app; a content share is opened with a key only.
with store as (
    select azure_app_backing.id, unnest(azure_app_backing.storage_account_ids) as store_id from azure_app_backing
)

select
    store.store_id as through_id,
    unnest(azure_app_principal.principal_ids) as principal_id,
    true as is_so,
    concat_ws(
        '; ',
        case when azure_storage_account.allows_any_ip then null else 'from a network that the storage account lets in' end,
        case
            when list_contains(azure_app_reference.content_account_names, azure_storage_account.name)
                then 'if the account holds more of the app than its content share'
        end
    ) as condition,
    '' as unread
from store
inner join azure_app_principal on azure_app_principal.id = store.id
left join azure_app_reference on azure_app_reference.id = store.id
left join azure_storage_account on azure_storage_account.id = store.store_id
