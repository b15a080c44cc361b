-- Identities that may write where some app's code or keys are: what its settings name was not read.
select distinct permission.principal_id
from permission
where permission.provider = 'azure'
    and permission.action in (
        'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
        'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action',
        'Microsoft.Storage/storageAccounts/listKeys/action',
        'Microsoft.Storage/storageAccounts/regeneratekey/action',
        'Microsoft.Storage/storageAccounts/listAccountSas/action',
        'Microsoft.Storage/storageAccounts/listServiceSas/action'
    )
    and exists (select 1 from azure_app_reference where storage_account_names is null)
