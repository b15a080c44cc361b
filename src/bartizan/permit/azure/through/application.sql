-- Service principals, and who owns them or their applications: an owner adds a credential.
select
    azure_service_principal.id as through_id,
    azure_service_principal.id as principal_id,
    unnest(azure_service_principal.owner_ids) as holder_id,
    true as is_so,
    '' as condition,
    '' as unread
from azure_service_principal
