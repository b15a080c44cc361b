-- Vaults that access policies govern: who writes those can add itself.
select azure_key_vault.id as through_id, '' as principal_id, azure_key_vault.has_access_policies as is_so, '' as condition, 'which permission system the vault uses' as unread
from azure_key_vault
