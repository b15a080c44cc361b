-- A user-assigned identity is its own row; every other principal that holds, does or belongs to something has one here.
with principal as (
    select id, scope from azure_principal
    union all
    select object_id, '' from azure_identity_power
    union all
    select principal_id, scope from azure_role_assignment
    union all
    select unnest(group_ids), scope from azure_principal
    union all
    select principal_id, '' from access where provider = 'azure'
    union all
    select unnest(identity_ids), scope from azure_function_app
    union all
    select unnest(identity_ids), scope from azure_web_app
    union all
    select unnest(identity_ids), scope from azure_logic_app
)
select lower(id) as id, 'azure_principal' as kind, '' as name, 'azure' as provider, max(scope) as scope
from principal
where regexp_matches(lower(id), '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')
    and lower(id) not in (select principal_id from azure_user_assigned_identity)
group by lower(id)
