-- Storage accounts that hold the code, the content share or the host keys of an app.
with named as (
    select azure_app_reference.id, unnest(azure_app_reference.storage_account_names) as name
    from azure_app_reference
    union
    -- What the site itself names is known even where the settings were not read.
    select azure_app_reference.id, azure_app_reference.deployment_account
    from azure_app_reference
    where azure_app_reference.deployment_account is not null
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
