-- Azure subscriptions, one row per subscription that the credentials see.
with plan as (
    select split_part(azure_defender_plan.id, '/', 3) as scope, bool_and(is_on is not null) as is_known, list(name order by name) filter (where is_on) as names
    from azure_defender_plan group by split_part(azure_defender_plan.id, '/', 3)
),

plans as (
    select scope from listing where kind = 'azure_defender_plan' and outcome = 'ok'
),

apps as (
    select
        listing.scope,
        count(*) filter (where listing.outcome = 'ok') = 2 as is_known,
        bool_or(site.scope is not null) as is_there
    from listing
    left join (select distinct azure_app_site.scope from azure_app_site) as site on site.scope = listing.scope
    where listing.kind in ('azure_web_app', 'azure_function_app')
    group by listing.scope
)

select
    self.id,                                                                                     -- subscription id, lower case
    as_text((self.body -> '$.displayName'), '') as name,                                         -- display name
    self.scope,                                                                                  -- subscription id, lower case
    self.region,                                                                                 -- empty: a subscription has no place
    as_object((self.body -> '$.tags')) as tags,                              -- tags as a JSON object
    as_text((self.body -> '$.state'), '') as state,                                              -- Enabled, Warned, PastDue, Disabled
    lower(as_text((self.body -> '$.tenantId'), '')) as tenant_id,                                -- Entra tenant; empty where Azure leaves it out
    case
        when ancestors.outcome = 'ok' then list_transform(
            coalesce(from_json(ancestors.body -> '$.managementGroupAncestorsChain', '[{"name":"VARCHAR"}]'), []),
            lambda each: '/providers/microsoft.management/managementgroups/' || lower(each.name)
        )
    end as management_group_ids,                                                                 -- ARM ids of the management groups above it, nearest first, lower case
    case when plans.scope is not null and coalesce(plan.is_known, true) then coalesce(plan.names, []) end as defender_plans, -- plans of Defender for Cloud that are on, such as AppServices
    case when apps.is_there then true when apps.is_known then false end as has_apps,             -- has web apps or function apps
    self.observed_at                                                                             -- when it was read, UTC
from self
left join plan on plan.scope = self.id
left join plans on plans.scope = self.id
left join apps on apps.scope = self.id
left join ancestors on ancestors.id = self.id
