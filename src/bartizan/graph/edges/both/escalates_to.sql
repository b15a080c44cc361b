-- An identity gains a stronger one by a known technique.
-- kind: escalates_to
-- mode: controls
-- from: escalation, azure_function_app, azure_web_app, azure_principal
with named as (
    select *, target_id as gained_id from escalation where target_id <> ''
    union all
    select *, 'admin:aws:' || split_part(principal_id, ':', 5) from escalation where target_id = '' and provider = 'aws'
    union all
    -- What it goes through is then the subscription, or the tenant.
    select *, 'admin:azure:' || through_id from escalation where target_id = '' and provider = 'azure'
)
select
    principal_id as source_id,
    gained_id as target_id,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    technique || coalesce(': ' || because, '') as why,
    -- Scenarios tell by it what the identity goes through.
    case when split_part(through_id, ':', 3) in (
        'apprunner', 'batch', 'bedrock-agentcore', 'cloudformation', 'codebuild', 'ecs', 'glue', 'sagemaker', 'states'
    ) then split_part(through_id, ':', 3) else 'technique' end as weight_key,
    case when provider = 'aws' then ['aws.iam.function_role_escalates'] else ['azure.app.escalating_identity'] end as rule_ids
from named
union all
select 'admin:azure:' || scope, null, 'unknown', 'the settings of ' || name || ' were not read: who may write its code', '', '', []
from azure_function_app
where storage_account_ids is null
union all
select 'admin:azure:' || scope, null, 'unknown', 'the settings of ' || name || ' were not read: who may write its code', '', '', []
from azure_web_app
where storage_account_ids is null
union all
select coalesce(identity.id, principal.id), null, 'unknown', 'its app roles or its directory roles were not read', '', '', []
from azure_principal as principal
left join azure_user_assigned_identity as identity on identity.principal_id = principal.id
where principal.directory_roles is null
