-- Storage accounts whose blobs hold the package or the host keys of an app; a content share is opened with a key only.
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
    concat_ws(
        '; ',
        case when azure_storage_account.allows_any_ip then null else 'from a network that the storage account lets in' end,
        case
            when list_contains(azure_app_reference.content_account_names, azure_storage_account.name)
                then 'if the account holds more of the app than its content share'
        end
    ) as condition,
    '' as unread
from named
inner join azure_app_principal on azure_app_principal.id = named.id
inner join azure_storage_account on azure_storage_account.name = named.name
left join azure_app_reference on azure_app_reference.id = named.id
