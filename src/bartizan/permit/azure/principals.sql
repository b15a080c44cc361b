-- Every principal that holds a role, acts for an app or stands in a table by itself.
with told as (
    select principal_id as object_id, principal_id as node, principal_type as type, '' as name, 3 as rank
    from azure_role_assignment
    union all
    select principal_id, principal_id, principal_type, '', 5 from azure_role_eligibility
    union all
    select split_part(held, ' ', 1), split_part(held, ' ', 1), '', name, 6
    from (select name, unnest(list_concat(roles, eligible_roles)) as held from azure_delegation)
    union all
    select principal_id, principal_id, principal_type, '', 5 from azure_directory_role
    union all
    select principal_id, principal_id, principal_type, '', 5 from azure_directory_role_eligibility
    union all
    select id, id, 'Group', coalesce(name, ''), 2 from azure_group
    union all
    select owner, owner, '', '', 6 from (select unnest(owner_ids) as owner from azure_group)
    union all
    select member, member, '', '', 6 from (select unnest(member_ids) as member from azure_group)
    union all
    select id, id, 'ServicePrincipal', coalesce(name, ''), 2 from azure_service_principal
    union all
    select owner, owner, '', '', 6 from (select unnest(owner_ids) as owner from azure_service_principal)
    union all
    select principal, principal, 'ServicePrincipal', split_part(id, '/', 9) || case when contains(id, '/slots/') then '/' || split_part(id, '/', 11) else '' end, 2
    from (select id, unnest(principal_ids) as principal from azure_app_principal)
    union all
    select principal, principal, 'ServicePrincipal', name, 2
    from (select name, unnest(principal_ids) as principal from azure_resource_with_identity)
    union all
    select principal_id, id, 'ManagedIdentity', name, 1 from azure_user_assigned_identity
    union all
    select id, id, 'ServicePrincipal', '', 4 from azure_principal
)

select object_id, arg_min(node, (rank, node)) as node, coalesce(arg_min(nullif(type, ''), (rank, type)), '') as type, coalesce(arg_min(nullif(name, ''), (rank, name)), '') as name
from told
where object_id <> ''
group by object_id
order by object_id
