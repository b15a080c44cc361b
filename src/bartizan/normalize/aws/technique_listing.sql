-- Part of aws_apprunner_service, aws_batch_job_definition, aws_batch_job_queue, aws_bedrock_code_interpreter, aws_cloudformation_stack, aws_cloudformation_stack_set, aws_codebuild_project, aws_ecs_cluster, aws_glue_dev_endpoint, aws_glue_job, aws_sagemaker_notebook_instance, aws_stepfunctions_state_machine: whether all resources of a kind that techniques lead through are known, one row per account and kind.
with told as (
    select scope, kind, bool_and(outcome = 'ok') as is_listed
    from listing
    where kind in ('aws_apprunner_service', 'aws_batch_job_definition', 'aws_batch_job_queue', 'aws_bedrock_code_interpreter', 'aws_cloudformation_stack', 'aws_cloudformation_stack_set', 'aws_codebuild_project', 'aws_ecs_cluster', 'aws_glue_dev_endpoint', 'aws_glue_job', 'aws_sagemaker_notebook_instance', 'aws_stepfunctions_state_machine')
    group by scope, kind
    union all
    select scope, unnest(['aws_ecs_container_instance', 'aws_ecs_task']), bool_and(outcome = 'ok')
    from listing
    where kind = 'aws_ecs_cluster'
    group by scope
)
select
    told.kind || ' ' || told.scope as id,  -- kind and account id
    told.scope,                            -- account id
    told.kind,                             -- kind, as techniques name it
    told.is_listed and count(*) filter (where resource.id is not null and resource.role_arn is null) = 0
        as is_whole                        -- they were listed in every region, and their roles are known
from told
left join aws_technique_resource as resource on resource.scope = told.scope and resource.kind = told.kind
group by told.scope, told.kind, told.is_listed
