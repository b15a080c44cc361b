-- Principals of managed identities, one row per principal: what the directory gives them beside Azure's own roles.
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
    case
        when known(app_roles.outcome) then coalesce(list_has_any(
            list_transform(from_json(app_roles.body -> '$.value', '[{"appRoleId":"VARCHAR"}]'), lambda r: lower(coalesce(r.appRoleId, ''))),
            [
                '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', '06b708a9-e830-4db3-a914-8e69da51d44f',
                '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', '19dbc75e-c2e2-444c-a770-ec69d8559fc7',
                '50483e42-d915-4231-9639-7fdb7fd190e5', 'dd199f4a-f148-40a4-a2ec-f0069cc799ec',
                'fee28b28-e1f3-4841-818e-2704dc62245f'
            ]
        ), false)
    end as can_control_directory,                                                                    -- holds an app role of Microsoft Graph that leads to control of the directory
    case
        when known(app_roles.outcome) then list_transform(
            list_filter(
                [
                    {'id': '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', 'name': 'Application.ReadWrite.All'},
                    {'id': '06b708a9-e830-4db3-a914-8e69da51d44f', 'name': 'AppRoleAssignment.ReadWrite.All'},
                    {'id': '19dbc75e-c2e2-444c-a770-ec69d8559fc7', 'name': 'Directory.ReadWrite.All'},
                    {'id': 'dd199f4a-f148-40a4-a2ec-f0069cc799ec', 'name': 'RoleAssignmentSchedule.ReadWrite.Directory'},
                    {'id': 'fee28b28-e1f3-4841-818e-2704dc62245f', 'name': 'RoleEligibilitySchedule.ReadWrite.Directory'},
                    {'id': '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', 'name': 'RoleManagement.ReadWrite.Directory'},
                    {'id': '50483e42-d915-4231-9639-7fdb7fd190e5', 'name': 'UserAuthenticationMethod.ReadWrite.All'}
                ],
                lambda tier0: contains(lower(coalesce(cast(app_roles.body -> '$.value' as varchar), '')), tier0.id)
            ),
            lambda tier0: tier0.name
        )
    end as directory_roles,                                                                          -- names of those app roles
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
