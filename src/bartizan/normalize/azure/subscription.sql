-- Azure subscriptions, one row per subscription that the credentials see.
select
    self.id,                                                                                     -- subscription id, lower case
    coalesce(self.body ->> '$.displayName', '') as name,                                         -- display name
    self.scope,                                                                                  -- subscription id, lower case
    self.region,                                                                                 -- empty: a subscription has no place
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                              -- tags as a JSON object
    coalesce(self.body ->> '$.state', '') as state,                                              -- Enabled, Warned, PastDue, Disabled
    lower(coalesce(self.body ->> '$.tenantId', '')) as tenant_id,                                -- Entra tenant; empty where Azure leaves it out
    case
        when ancestors.outcome = 'ok' then list_transform(
            coalesce(from_json(ancestors.body -> '$.managementGroupAncestorsChain', '[{"name":"VARCHAR"}]'), []),
            lambda each: '/providers/microsoft.management/managementgroups/' || lower(each.name)
        )
    end as management_group_ids,                                                                 -- ARM ids of the management groups above it, nearest first, lower case
    self.observed_at                                                                             -- when it was read, UTC
from self
left join ancestors on ancestors.id = self.id
