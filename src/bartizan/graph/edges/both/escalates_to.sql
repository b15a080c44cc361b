-- An identity gains a stronger one by a known technique.
-- kind: escalates_to
-- mode: controls
-- from: escalation
with named as (
    select *, target_id as gained_id from escalation where target_id <> ''
    union all
    select *, 'admin:aws:' || split_part(principal_id, ':', 5) from escalation where target_id = '' and provider = 'aws'
    union all
    select *, 'admin:azure:' || split_part(because, '/', 3)
    from escalation
    where target_id = '' and provider = 'azure' and starts_with(because, '/subscriptions/')
    union all
    -- An assignment at the root or at a management group counts in the subscriptions below.
    select escalation.*, 'admin:azure:' || subscription.scope
    from escalation
    join azure_subscription as subscription
        on not starts_with(escalation.because, '/providers/microsoft.management/')
        or coalesce(list_contains(subscription.management_group_ids, regexp_extract(escalation.because, '^/providers/microsoft.management/managementgroups/[^/]+')), true)
    where escalation.target_id = '' and escalation.provider = 'azure' and starts_with(escalation.because, '/providers/')
    union all
    -- Roles of the directory and app roles are named, not assigned at a scope.
    select *, 'admin:azure:tenant'
    from escalation
    where target_id = '' and provider = 'azure' and not starts_with(coalesce(because, ''), '/')
)
select
    principal_id as source_id,
    gained_id as target_id,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    technique || coalesce(': ' || because, '') as why,
    'technique' as weight_key,
    case when provider = 'aws' then ['aws.iam.function_role_escalates'] else ['azure.app.escalating_identity'] end as rule_ids
from named
