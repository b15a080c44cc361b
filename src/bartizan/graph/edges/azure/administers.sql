-- A principal with a role of full control at a subscription or above controls the subscriptions below.
-- kind: administers
-- mode: controls
-- from: azure_role_assignment
with broad as (
    select
        assigned.principal_id,
        assigned.role_name,
        assigned.role_scope,
        coalesce(assigned.condition, '') as condition,
        assigned.scope_kind,
        held.is_privileged
    from azure_role_assignment as assigned
    left join azure_role_grant as held on held.id = assigned.id
    where coalesce(held.is_privileged, true) and assigned.scope_kind in ('root', 'management_group', 'subscription')
),
below as (
    select distinct
        broad.*,
        subscription.scope as subscription,
        broad.scope_kind <> 'management_group' or subscription.management_group_ids is not null as is_placed
    from broad
    join azure_subscription as subscription
        on broad.scope_kind = 'root'
        or broad.scope_kind = 'subscription' and lower(broad.role_scope) = '/subscriptions/' || subscription.scope
        or broad.scope_kind = 'management_group'
            and coalesce(list_contains(subscription.management_group_ids, lower(broad.role_scope)), true)
),
denied as (
    select count(*) > 0 as is_any from azure_deny_assignment where not is_system_protected
)
select
    coalesce(identity.id, below.principal_id) as source_id,
    'admin:azure:' || below.subscription as target_id,
    case when below.is_privileged is null or not below.is_placed then 'unknown' when below.condition <> '' or denied.is_any then 'conditional' else 'yes' end
        as effect,
    case
        when below.is_privileged is null then 'Microsoft.Authorization/roleDefinitions/read of ' || coalesce(below.role_name, 'its role')
        when not below.is_placed then 'the management groups above ' || below.subscription || ' were not read'
        when below.condition <> '' then 'the condition of the assignment holds'
        when denied.is_any then 'no deny assignment stands against it'
        else ''
    end as condition,
    coalesce(below.role_name, 'a role') || ' at ' || below.role_scope as why,
    'certain' as weight_key,
    ['azure.app.overprivileged_identity', 'azure.app.tenant_wide_identity'] as rule_ids
from below
cross join denied
left join azure_user_assigned_identity as identity on identity.principal_id = below.principal_id
