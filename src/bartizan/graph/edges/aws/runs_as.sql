-- A function runs as its execution role; a published version keeps the role that it was published with.
-- kind: runs_as
-- mode: controls
-- from: aws_lambda_function
with workload as (
    select id, role_arn, has_role from aws_lambda_function
    union all
    select id, role_arn, true from aws_lambda_version
)
select
    id as source_id,
    role_arn as target_id,
    'yes' as effect,
    '' as condition,
    'it is the execution role' as why,
    'runs_as' as weight_key,
    cast([] as varchar[]) as rule_ids
from workload
where role_arn <> '' and coalesce(has_role, true)
union all
select id, null, 'unknown', 'lambda:ListFunctions did not say which role', '', '', []
from workload
where role_arn is null
