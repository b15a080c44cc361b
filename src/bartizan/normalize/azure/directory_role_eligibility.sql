-- Eligible roles of the directory, one row per assignment: nothing is allowed by it until its holder activates it.
with assigned as (
    select
        self.*,
        lower(as_text((self.body -> '$.roleDefinitionId'), '')) as role_id,
        as_text((self.body -> '$.directoryScopeId'), '/') as directory_scope,
        as_flag((self.body -> '$.isCustom'), null) as is_custom
    from self
)

select
    assigned.id,                                                                                 -- id of the assignment
    case
        when power.name is not null then power.name
        when assigned.is_custom then as_text((assigned.body -> '$.roleName'), '')
        else ''
    end as name,                                                                                 -- name of a role that leads to power, or of one that the tenant made itself; empty for others
    assigned.scope,                                                                              -- subscription with which the directory was read
    assigned.region,                                                                             -- empty: assignments have no place
    '{}' as tags,                                                                                -- empty: assignments carry no tags
    lower(as_text((assigned.body -> '$.principalId'), '')) as principal_id,                      -- object id of the principal
    as_text((assigned.body -> '$.principalType'), '') as principal_type,                         -- User, Group, ServicePrincipal; empty where the principal is gone
    assigned.role_id,                                                                            -- id of the role: its template's, where it is built in
    assigned.directory_scope,                                                                    -- where it applies: / is the tenant, else an administrative unit or an application
    assigned.directory_scope = '/' as is_tenant_wide,                                            -- applies to the whole tenant
    assigned.is_custom,                                                                          -- the tenant made the role itself; null where such roles could not be read
    case when power.gains is not null then power.gains when not assigned.is_custom then '' end as gains, -- what it leads to: tenant, groups (their members), or empty; null where what the role allows is not known
    assigned.observed_at                                                                         -- when it was read, UTC
from assigned
left join azure_directory_power as power on power.id = assigned.role_id
qualify row_number() over (partition by assigned.id order by assigned.observed_at desc, assigned.scope) = 1
