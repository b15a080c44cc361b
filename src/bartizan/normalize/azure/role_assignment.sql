-- Azure role assignments, one row per assignment; one that several subscriptions inherit is the same assignment.
with assignment as (
    select
        self.*,
        lower(as_text((self.body -> '$.properties.scope'), '/')) as role_scope,
        as_text((self.body -> '$.properties.condition'), '') as condition
    from self
),

placed as (
    select
        id,
        case
            when role_scope = '/' then 'root'
            when starts_with(role_scope, '/providers/microsoft.management/managementgroups/') then 'management_group'
            when regexp_full_match(role_scope, '/subscriptions/[^/]+/?') then 'subscription'
            when regexp_full_match(role_scope, '/subscriptions/[^/]+/resourcegroups/[^/]+/?') then 'resource_group'
            else 'resource'
        end as scope_kind
    from (select distinct id, role_scope from assignment)
)

select
    assignment.id,                                                                               -- ARM id, lower case
    as_text((assignment.body -> '$.name'), '') as name,                                          -- GUID of the assignment
    assignment.scope,                                                                            -- subscription that listed it
    assignment.region,                                                                           -- empty: assignments have no place
    '{}' as tags,                                                                                -- empty: assignments carry no tags
    lower(as_text((assignment.body -> '$.properties.principalId'), '')) as principal_id,         -- object id of the principal
    as_text((assignment.body -> '$.properties.principalType'), '') as principal_type,            -- User, Group, ServicePrincipal
    lower(as_text((assignment.body -> '$.properties.roleDefinitionId'), '')) as role_definition_id, -- ARM id of the role, lower case
    role.name as role_name,                                                                      -- role name; null where the role could not be read
    assignment.role_scope,                                                                       -- where the role applies: ARM id, lower case; / is the root
    placed.scope_kind,                                                                           -- root, management_group, subscription, resource_group or resource
    placed.scope_kind <> 'resource' as is_broad,                                                 -- applies to more than one resource
    assignment.condition,                                                                        -- condition on the assignment; empty if none
    placed.scope_kind = 'root' or coalesce(list_contains(
        (select list(tenant_id order by tenant_id) from azure_subscription where tenant_id <> ''),
        replace(assignment.role_scope, '/providers/microsoft.management/managementgroups/', '')
    ), false) as is_tenant_wide,                                                                 -- applies to the whole tenant: at the root, or at the root management group, which is named like the tenant
    assignment.observed_at                                                                       -- when it was read, UTC
from assignment
inner join placed on placed.id = assignment.id
left join azure_role_definition as role
    on role.role_id = lower(split_part(as_text((assignment.body -> '$.properties.roleDefinitionId'), null), '/', -1))
qualify row_number() over (partition by assignment.id order by assignment.scope) = 1
