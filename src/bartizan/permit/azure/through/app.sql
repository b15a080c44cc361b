-- Apps and slots, and each principal that their code acts as.
select azure_app_principal.id as through_id, unnest(azure_app_principal.principal_ids) as principal_id, true as is_so, '' as condition, '' as unread
from azure_app_principal
