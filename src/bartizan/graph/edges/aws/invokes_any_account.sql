-- Any AWS account invokes a function, a version or an alias whose policy names everyone without a limiting condition.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function
with allowed as (
    select id, is_publicly_invocable, is_signed_url_open from aws_lambda_function
    union all
    select id, is_publicly_invocable, is_signed_url_open from aws_lambda_alias
    union all
    select id, is_publicly_invocable, false from aws_lambda_version
)
select
    'any_aws_account' as source_id,
    id as target_id,
    case when is_publicly_invocable or is_signed_url_open then 'yes' else 'unknown' end as effect,
    case when is_publicly_invocable or is_signed_url_open then '' else 'lambda:GetPolicy was not read' end as condition,
    'its policy lets any AWS account invoke it' as why,
    'any_account' as weight_key,
    ['aws.lambda.public_resource_policy'] as rule_ids
from allowed
where coalesce(is_publicly_invocable or is_signed_url_open, true)
