-- Part of azure_web_app, azure_function_app, azure_logic_app: principals that each app acts as and the roles that they hold, one row per app.
with principal as (
    select id, lower(body ->> '$.identity.principalId') as principal_id
    from self where coalesce(body ->> '$.identity.principalId', '') <> ''
    union all
    select assigned.id, lower(coalesce(assigned.principal_id, nullif(identity.principal_id, ''))) as principal_id
    from (
        select
            id,
            lower(entry.key) as identity_id,
            entry.value ->> '$.principalId' as principal_id
        from (select id, unnest(map_entries(from_json(body -> '$.identity.userAssignedIdentities', '"MAP(VARCHAR, JSON)"'))) as entry from self)
    ) as assigned
    left join azure_user_assigned_identity as identity on identity.id = assigned.identity_id
    left join listing
        on listing.kind = 'azure_user_assigned_identity' and listing.scope = split_part(assigned.identity_id, '/', 3)
    -- An identity that a whole listing does not have was deleted; it holds nothing.
    where coalesce(assigned.principal_id, nullif(identity.principal_id, '')) is not null or coalesce(listing.outcome, '') <> 'ok'
),

named as (
    select
        id,
        case when count(*) = count(principal_id) then list_sort(list(distinct principal_id)) end as principal_ids
    from principal
    group by id
),

rbac as (
    -- Roles are held anywhere: an assignment that could not be read in any subscription may be this identity's.
    select coalesce(bool_and(outcome = 'ok'), false) as is_read from listing where kind = 'azure_role_assignment'
),

power as (
    select
        principal.id,
        list_sort(list_distinct(list(role.role_name || ' at ' || role.role_scope) filter (where role.is_privileged and role.is_broad))) as privileged,
        list_sort(list_distinct(list(role.role_name || ' at ' || role.role_scope) filter (where role.is_data_role and role.is_broad))) as broad_data,
        bool_and(principal.principal_id is not null and (role.id is null or role.is_privileged is not null)) as is_known
    from principal
    left join azure_role_assignment as role on role.principal_id = principal.principal_id
    group by principal.id
),

held as (
    select
        self.id,
        case
            when len(power.privileged) > 0 then power.privileged
            when power.id is null then cast([] as varchar[])
            when power.is_known and rbac.is_read then cast([] as varchar[])
        end as privileged,
        case
            when len(power.broad_data) > 0 then power.broad_data
            when power.id is null then cast([] as varchar[])
            when power.is_known and rbac.is_read then cast([] as varchar[])
        end as broad_data
    from self
    cross join rbac
    left join power on power.id = self.id
)

select
    self.id,                                                                                    -- ARM id, lower case
    case when named.id is null then cast([] as varchar[]) else named.principal_ids end as principal_ids, -- principal ids of all its identities
    held.privileged as privileged_role_names,                                                   -- 'Role at scope' of roles with full control, or that assign roles, on more than one resource; roles held through groups are not seen
    held.broad_data as broad_data_role_names                                                    -- 'Role at scope' of roles that read data or secrets of more than one resource
from self
left join named on named.id = self.id
left join held on held.id = self.id
