-- Any account makes a service invoke a function whose policy allows the service without a source (the confused deputy).
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function
with allowed as (
    select id, unscoped_services from aws_lambda_function
    union all
    select id, unscoped_services from aws_lambda_alias
    union all
    select id, unscoped_services from aws_lambda_version
),
named as (
    select id, unnest(unscoped_services) as service from allowed
)
select
    'any_aws_account' as source_id,
    id as target_id,
    case when split_part(service, '.', 1) in ('s3', 'sns', 'events', 'iot', 'ses', 'apigateway', 'cloudfront') then 'yes'
        else 'conditional' end as effect,
    case when split_part(service, '.', 1) in ('s3', 'sns', 'events', 'iot', 'ses', 'apigateway', 'cloudfront') then ''
        else service || ' calls functions for resources of other accounts' end as condition,
    'its policy allows ' || service || ' for a resource of any account' as why,
    'any_account' as weight_key,
    ['aws.lambda.service_without_source'] as rule_ids
from named
union all
select 'any_aws_account', id, 'unknown', 'lambda:GetPolicy was not read', 'its policy may allow a service', 'any_account', ['aws.lambda.service_without_source']
from allowed
where unscoped_services is null
