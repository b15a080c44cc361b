-- A principal with a directory role or an app role of Microsoft Graph that leads there controls the tenant.
-- kind: administers
-- mode: controls
-- from: azure_principal
select
    coalesce(identity.id, principal.id) as source_id,
    'admin:azure:tenant' as target_id,
    case when principal.can_control_directory then 'yes' else 'unknown' end as effect,
    case when principal.can_control_directory then ''
        else 'Application.Read.All or RoleManagement.Read.Directory: its app roles or directory roles were not read' end as condition,
    coalesce(array_to_string(principal.directory_roles, ', '), 'its directory roles') as why,
    'certain' as weight_key,
    ['azure.app.directory_control'] as rule_ids
from azure_principal as principal
left join azure_user_assigned_identity as identity on identity.principal_id = principal.id
where coalesce(principal.can_control_directory, true)
