-- An identity gains a stronger one by a known technique.
-- kind: escalates_to
-- mode: controls
-- from: escalation
with principal as (
    select id, scope from aws_iam_role
    union all
    select id, scope from aws_iam_user
    union all
    select id, scope from azure_user_assigned_identity
    union all
    select id, scope from azure_principal
)
select
    escalation.principal_id as source_id,
    case
        when escalation.target_id <> '' then escalation.target_id
        when escalation.provider = 'aws' then 'admin:aws:' || split_part(escalation.principal_id, ':', 5)
        when starts_with(escalation.because, '/subscriptions/') then 'admin:azure:' || split_part(escalation.because, '/', 3)
        when starts_with(escalation.because, '/') then 'admin:azure:' || coalesce(principal.scope, 'tenant')
        -- Roles of the directory and app roles are named, not assigned at a scope.
        else 'admin:azure:tenant'
    end as target_id,
    escalation.effect,
    case when escalation.effect = 'unknown' and coalesce(escalation.condition, '') = '' then 'a policy of it was not read'
        else coalesce(escalation.condition, '') end as condition,
    escalation.technique || coalesce(': ' || escalation.because, '') as why,
    'technique' as weight_key,
    case when escalation.provider = 'aws' then ['aws.iam.function_role_escalates'] else ['azure.app.escalating_identity'] end
        as rule_ids
from escalation
left join principal on principal.id = escalation.principal_id
