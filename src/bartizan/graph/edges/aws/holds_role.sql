-- A build, a workflow, a notebook, a stack or a container service has the role that it was given.
-- kind: holds_role
-- mode: controls
-- from: aws_apprunner_service, aws_batch_job_definition, aws_bedrock_code_interpreter, aws_cloudformation_stack, aws_codebuild_project, aws_glue_dev_endpoint, aws_sagemaker_notebook_instance, aws_stepfunctions_state_machine
with held as (
    select id, name, role_arn from aws_apprunner_service
    union all
    select id, name, role_arn from aws_batch_job_definition
    union all
    select id, name, role_arn from aws_bedrock_code_interpreter
    union all
    select id, name, role_arn from aws_cloudformation_stack
    union all
    select id, name, role_arn from aws_codebuild_project
    union all
    select id, name, role_arn from aws_glue_dev_endpoint
    union all
    select id, name, role_arn from aws_sagemaker_notebook_instance
    union all
    select id, name, role_arn from aws_stepfunctions_state_machine
)
select
    id as source_id,
    role_arn as target_id,
    'yes' as effect,
    '' as condition,
    'it was given the role' as why,
    'runs_as' as weight_key,
    cast([] as varchar[]) as rule_ids
from held
where role_arn <> ''
union all
select id, null, 'unknown', 'the role of ' || coalesce(name, id) || ' was not read', '', '', []
from held
where role_arn is null
