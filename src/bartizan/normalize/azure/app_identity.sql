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

group_role as (
    select
        principal_id,
        is_broad,
        is_privileged,
        is_data_role,
        role_name || ' at ' || role_scope || ' through group ' || principal_id as name
    from azure_role_assignment
    where lower(principal_type) in ('group', '')
),

member as (
    select principal.id, unnest(azure_principal.group_ids) as group_id
    from principal
    inner join azure_principal on azure_principal.id = principal.principal_id
),

through_group as (
    select
        member.id,
        list_sort(list_distinct(list(group_role.name) filter (where group_role.is_privileged))) as privileged,
        list_sort(list_distinct(list(group_role.name) filter (where group_role.is_data_role))) as broad_data,
        bool_and(group_role.is_privileged is not null) as is_known
    from member
    inner join group_role on group_role.principal_id = member.group_id
    where group_role.is_broad
    group by member.id
),

membership as (
    select
        principal.id,
        bool_and(azure_principal.group_ids is not null) as is_read
    from principal
    left join azure_principal on azure_principal.id = principal.principal_id
    group by principal.id
),

at_stake as (
    -- Where no group holds such a role, it does not matter which groups an identity is in.
    select
        coalesce(bool_or(coalesce(is_privileged, true)), false) as privileged,
        coalesce(bool_or(coalesce(is_data_role, true)), false) as broad_data
    from group_role
    where is_broad
),

held as (
    select
        self.id,
        case
            when len(power.privileged) > 0 then power.privileged
            when power.id is null then cast([] as varchar[])
            when len(through_group.privileged) > 0 then through_group.privileged
            when power.is_known and rbac.is_read and coalesce(through_group.is_known, true) and (membership.is_read or not at_stake.privileged) then cast([] as varchar[])
        end as privileged,
        case
            when len(power.broad_data) > 0 then power.broad_data
            when power.id is null then cast([] as varchar[])
            when len(through_group.broad_data) > 0 then through_group.broad_data
            when power.is_known and rbac.is_read and coalesce(through_group.is_known, true) and (membership.is_read or not at_stake.broad_data) then cast([] as varchar[])
        end as broad_data
    from self
    cross join rbac
    cross join at_stake
    left join power on power.id = self.id
    left join through_group on through_group.id = self.id
    left join membership on membership.id = self.id
)

select
    self.id,                                                                                    -- ARM id, lower case
    case when named.id is null then cast([] as varchar[]) else named.principal_ids end as principal_ids, -- principal ids of all its identities
    held.privileged as privileged_role_names,                                                   -- 'Role at scope' of roles with full control, or that assign roles, on more than one resource; held by itself or, where it holds none, through its groups
    held.broad_data as broad_data_role_names                                                    -- 'Role at scope' of roles that read data or secrets of more than one resource; held by itself or, where it holds none, through its groups
from self
left join named on named.id = self.id
left join held on held.id = self.id
