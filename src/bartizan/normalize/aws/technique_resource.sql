-- Part of aws_apprunner_service, aws_batch_job_definition, aws_batch_job_queue, aws_bedrock_code_interpreter, aws_cloudformation_stack, aws_cloudformation_stack_set, aws_codebuild_project, aws_ecs_cluster, aws_glue_dev_endpoint, aws_glue_job, aws_sagemaker_notebook_instance, aws_stepfunctions_state_machine: what escalation techniques lead through besides functions and servers, one row per resource and kind.
with held as (
    select id, scope, 'aws_apprunner_service' as kind, role_arn from aws_apprunner_service
    union all
    select id, scope, 'aws_batch_job_definition', role_arn from aws_batch_job_definition
    union all
    select id, scope, 'aws_bedrock_code_interpreter', role_arn from aws_bedrock_code_interpreter
    union all
    select id, scope, 'aws_cloudformation_stack', role_arn from aws_cloudformation_stack
    union all
    select id, scope, 'aws_codebuild_project', role_arn from aws_codebuild_project
    union all
    select id, scope, 'aws_glue_dev_endpoint', role_arn from aws_glue_dev_endpoint
    union all
    select id, scope, 'aws_sagemaker_notebook_instance', role_arn from aws_sagemaker_notebook_instance
    union all
    select id, scope, 'aws_stepfunctions_state_machine', role_arn from aws_stepfunctions_state_machine
    union all
    select id, scope, 'aws_batch_job_queue', '' from aws_batch_job_queue
    union all
    select id, scope, 'aws_cloudformation_stack_set', '' from aws_cloudformation_stack_set
    union all
    select id, scope, 'aws_ecs_cluster', '' from aws_ecs_cluster
    union all
    select id, scope, 'aws_glue_job', '' from aws_glue_job
    union all
    select id, scope, 'aws_ecs_container_instance', '' from aws_ecs_cluster where container_instances is distinct from 0
    union all
    -- A cluster does not say which roles its tasks have.
    select id, scope, 'aws_ecs_task', null from aws_ecs_cluster where running_tasks is distinct from 0
)
select
    kind || ' ' || id as id,  -- kind and ARN
    scope,                    -- account id
    kind,                     -- kind, as techniques name it
    id as resource_id,        -- ARN
    role_arn                  -- role that it runs as; empty without one
from held
