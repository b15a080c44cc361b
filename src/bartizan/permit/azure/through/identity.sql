-- User-assigned identities: each is the principal itself.
select azure_user_assigned_identity.id as through_id, azure_user_assigned_identity.principal_id, true as is_so, '' as condition, '' as unread
from azure_user_assigned_identity
where azure_user_assigned_identity.principal_id <> ''
