-- Principals of managed identities, and other service principals that hold Azure roles, one row per principal: what Microsoft Entra grants them besides.
with held as (
    -- App roles of any API by their id; roles of the directory by their template's id, else by name.
    select id, lower(as_text(role -> '$.appRoleId', '')) as role, 'app_roles' as source
    from (select id, unnest(as_items((body -> '$.value'))) as role from app_roles where outcome = 'ok')
    union all
    select id, lower(coalesce(nullif(as_text(member -> '$.roleTemplateId', ''), ''), as_text(member -> '$.displayName', ''))), 'groups'
    from (select id, unnest(as_items((body -> '$.value'))) as member from "groups" where outcome = 'ok')
    where lower(as_text(member -> '$."@odata.type"', '')) = '#microsoft.graph.directoryrole'
),

power as (
    select
        held.id,
        list_sort(list_distinct(list(known.name) filter (where known.name is not null))) as names,
        coalesce(bool_or(known.gains = 'tenant'), false) as gains_tenant,
        -- Without permission to read roles, Microsoft Graph returns only their ids.
        bool_or(held.source = 'groups' and coalesce(held.role, '') = '') as is_unnamed
    from held
    left join azure_directory_power as known on known.id = held.role or lower(known.name) = held.role
    group by held.id
),

told as (
    select
        self.id,
        coalesce(power.names, []) as names,
        coalesce(power.gains_tenant, false) as gains_tenant,
        known(app_roles.outcome) and (app_roles.outcome = 'absent' or as_items((app_roles.body -> '$.value')) is not null)
        and known("groups".outcome) and ("groups".outcome = 'absent' or as_items("groups".body -> '$.value') is not null)
        and not coalesce(power.is_unnamed, false) as is_whole
    from self
    left join app_roles on app_roles.id = self.id
    left join "groups" on "groups".id = self.id
    left join power on power.id = self.id
)

select
    self.id,                                                                                         -- object id of the service principal
    '' as name,                                                                                      -- empty: the resource that it belongs to has the name
    self.scope,                                                                                      -- subscription of that resource
    self.region,                                                                                     -- empty: principals have no place
    '{}' as tags,                                                                                    -- empty: principals carry no tags
    case
        when known(app_roles.outcome) then coalesce(list_sort(list_distinct(list_transform(
            from_json(app_roles.body -> '$.value', '[{"appRoleId":"VARCHAR"}]'), lambda r: lower(coalesce(r.appRoleId, ''))
        ))), [])
    end as app_role_ids,                                                                             -- ids of the app roles that it holds in any API
    case when told.gains_tenant then true when told.is_whole then false end as can_control_directory, -- has a Microsoft Entra role, or an app role of Microsoft Graph, that leads to control of the Entra tenant
    case when told.is_whole then told.names end as directory_roles,                                  -- names of those roles, and of those that add members to groups
    case
        when known(groups.outcome) then coalesce(list_sort(list_distinct(list_transform(
            list_filter(
                from_json(groups.body -> '$.value', '[{"id":"VARCHAR","@odata.type":"VARCHAR"}]'),
                lambda g: lower(coalesce(g['@odata.type'], '#microsoft.graph.group')) = '#microsoft.graph.group'
            ),
            lambda g: lower(coalesce(g.id, ''))
        ))), [])
    end as group_ids,                                                                                -- object ids of the groups that it is in, directly or through other groups
    self.observed_at                                                                                 -- when it was read, UTC
from self
left join app_roles on app_roles.id = self.id
left join "groups" as groups on groups.id = self.id
left join told on told.id = self.id
qualify row_number() over (partition by self.id order by known(groups.outcome) desc, known(app_roles.outcome) desc, self.scope) = 1
