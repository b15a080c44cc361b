-- Storage accounts that hold the code, the content share or the host keys of an app.
with named as (
    select azure_app_reference.id, unnest(
        known_accounts(azure_app_reference.storage_account_names, azure_app_reference.deployment_account)
    ) as name
    from azure_app_reference
)

select
    azure_storage_account.id as through_id,
    unnest(azure_app_principal.principal_ids) as principal_id,
    true as is_so,
    case when azure_storage_account.allows_any_ip then '' else 'from a network that the storage account lets in' end as condition,
    '' as unread
from named
inner join azure_app_principal on azure_app_principal.id = named.id
inner join azure_storage_account on azure_storage_account.name = named.name
