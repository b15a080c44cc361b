-- Part of azure_web_app, azure_function_app, azure_logic_app: principals that each app acts as and the roles that they hold, one row per app.
with principal as (
    select id, unnest(principals) as principal_id from azure_app_principal
),

rbac as (
    -- Roles are held anywhere: an assignment that could not be read in any subscription may be this identity's.
    select coalesce(bool_and(outcome = 'ok'), false) as is_read from listing where kind = 'azure_role_assignment'
),

claim as (
    -- What an assignment grants, by kind of power; null where its role could not be read.
    select
        principal_id,
        lower(principal_type) in ('group', '') as is_group,
        role_scope,
        kind,
        case kind
            when 'escalation' then role_name || ' at ' || role_scope || ': ' || array_to_string(escalations, ', ')
            else role_name || ' at ' || role_scope
        end as name,
        case kind
            when 'privileged' then is_privileged and is_broad
            when 'tenant' then is_privileged and is_tenant_wide
            when 'data' then reads_data and is_broad
            -- A role with full control is reported as such.
            else len(escalations) > 0 and not (is_privileged and is_broad)
        end as holds
    from (
        select azure_role_assignment.*, claimed.is_privileged, claimed.escalations, claimed.reads_data, unnest(['privileged', 'tenant', 'data', 'escalation']) as kind
        from azure_role_assignment
        left join azure_role_claim as claimed on claimed.id = azure_role_assignment.id
    )
),

wanted as (
    select
        principal.id,
        principal.principal_id,
        unnest(['privileged', 'tenant', 'data', 'escalation']) as kind
    from principal
),

own as (
    select
        wanted.id,
        wanted.kind,
        list_sort(list_distinct(list(claim.name) filter (where claim.holds))) as names,
        bool_and(wanted.principal_id is not null and (claim.kind is null or claim.holds is not null)) as is_known
    from wanted
    left join claim
        on claim.principal_id = wanted.principal_id and claim.kind = wanted.kind
        -- What it may do to itself is no more than what it can do already.
        and (wanted.kind <> 'escalation' or not starts_with(claim.role_scope || '/', wanted.id || '/'))
    group by wanted.id, wanted.kind
),

member as (
    select principal.id, unnest(azure_principal.group_ids) as group_id
    from principal
    inner join azure_principal on azure_principal.id = principal.principal_id
),

through_group as (
    select
        member.id,
        claim.kind,
        list_sort(list_distinct(list(claim.name || ' through group ' || claim.principal_id) filter (where claim.holds))) as names,
        bool_and(claim.holds is not null) as is_known
    from member
    inner join claim on claim.principal_id = member.group_id and claim.is_group
    group by member.id, claim.kind
),

membership as (
    select
        principal.id,
        bool_and(azure_principal.group_ids is not null) as is_read
    from principal
    left join azure_principal on azure_principal.id = principal.principal_id
    group by principal.id
),

directory as (
    select
        principal.id,
        bool_and(principal.principal_id is not null and azure_principal.directory_roles is not null) as is_known,
        coalesce(bool_or(azure_principal.can_control_directory), false) as is_controlled,
        list_sort(list_distinct(flatten(list(azure_principal.directory_roles)))) as roles
    from principal
    left join azure_principal on azure_principal.id = principal.principal_id
    group by principal.id
),

at_stake as (
    -- Where no group holds such a power, it does not matter which groups an identity is in.
    select
        kind,
        coalesce(bool_or(coalesce(holds, true)), false) as by_groups
    from claim
    where is_group
    group by kind
),

held as (
    select
        own.id,
        own.kind,
        case
            when len(own.names) > 0 then own.names
            when len(through_group.names) > 0 then through_group.names
            when own.is_known and rbac.is_read and coalesce(through_group.is_known, true) and (membership.is_read or not coalesce(at_stake.by_groups, false)) then cast([] as varchar[])
        end as names
    from own
    cross join rbac
    left join at_stake on at_stake.kind = own.kind
    left join through_group on through_group.id = own.id and through_group.kind = own.kind
    left join membership on membership.id = own.id
),

power as (
    select
        id,
        any_value(names) filter (where kind = 'privileged') as privileged,
        any_value(names) filter (where kind = 'tenant') as tenant_wide,
        any_value(names) filter (where kind = 'data') as broad_data,
        any_value(names) filter (where kind = 'escalation') as escalations
    from held
    group by id
)

select
    self.id,                                                                                    -- ARM id, lower case
    azure_app_principal.principal_ids, -- principal ids of all its identities
    case when power.id is null then cast([] as varchar[]) else power.privileged end as privileged_role_names, -- 'Role at scope' of roles with full control, or that assign roles, on more than one resource; assigned to it directly or, where there is none, through its groups
    case when power.id is null then cast([] as varchar[]) else power.tenant_wide end as tenant_wide_role_names, -- those of them that apply to the whole tenant
    case when power.id is null then cast([] as varchar[]) else power.broad_data end as broad_data_role_names, -- 'Role at scope' of roles that read data or secrets of more than one resource, or the keys to them; assigned to it directly or, where there is none, through its groups
    case when power.id is null then cast([] as varchar[]) else power.escalations end as escalation_role_names, -- 'Role at scope: actions' of roles short of full control with which it gains the permissions of other identities; assigned to it directly or, where there is none, through its groups
    case when directory.id is null then false when directory.is_controlled then true when directory.is_known then false end as controls_directory, -- one of its identities has a Microsoft Entra role, or an app role of Microsoft Graph, that leads to control of the Entra tenant
    case when directory.id is null then cast([] as varchar[]) when directory.is_known then directory.roles end as directory_roles, -- names of those roles
    azure_app_power.effective_escalations, -- 'ability at scope' of each way in which it gains the permissions of other identities, such as assign_roles, after denials and without those under a condition
    azure_app_power.data_access, -- 'data at scope' of each kind of data that it reads, such as blobs or secrets, after denials and without those under a condition
    azure_app_power.broadest_scope -- broadest scope at which it has any role: root, management_group, subscription, resource_group, resource; empty for none
from self
left join azure_app_power on azure_app_power.id = self.id
left join azure_app_principal on azure_app_principal.id = self.id
left join power on power.id = self.id
left join directory on directory.id = self.id
