-- It can access sensitive data.
with app as (
    select id, name, broad_data_role_names, privileged_role_names, secret_kinds, code_status, code_secrets from azure_function_app
    union all
    select id, name, broad_data_role_names, privileged_role_names, secret_kinds, code_status, code_secrets from azure_web_app
),
stage as (
    select id, api_arn from aws_apigateway_stage
    union all select id, api_arn from aws_apigatewayv2_stage
),
code as (
    select id, name, code_status, code_secrets from aws_lambda_function
    union all select id, name, code_status, code_secrets from app
)
select
    id as resource_id,
    'power' as kind,
    is_admin or len(admin_services) > 0 or len(data_read_actions) > 0 as holds,
    'role ' || name || ' reads data of every resource of a service' as why
from aws_iam_role
union all
select id, 'own', len(secret_kinds) > 0, name || ' holds a secret in plain text' from aws_lambda_function
union all
select id, 'own', len(secret_kinds) > 0, 'version ' || version || ' holds a secret in plain text' from aws_lambda_version
union all
select
    id,
    'power',
    len(broad_data_role_names) > 0 or len(privileged_role_names) > 0,
    'an identity of ' || name || ' reads data of more than one resource'
from app
union all
select id, 'own', len(secret_kinds) > 0, name || ' holds a secret in plain text' from app
-- Code that is not assessed, because of its kind or by choice, proves nothing.
union all
select id, 'own', len(code_secrets) > 0, name || ' holds a secret in its code' from code
where code_status is null or code_status = 'assessed'
union all
select id, 'own', true, 'vault ' || name || ' holds secrets' from azure_key_vault
union all
select id, 'own', true, 'it is a secret' from aws_secretsmanager_secret
-- Routes with other targets than a function are not followed.
union all
select distinct unnest([route.api_id, stage.id]), 'own', null::boolean, 'what is behind ' || route.api_name
from aws_apigateway_route as route
left join stage on stage.api_arn = route.api_id
where route.function_arn = '' and route.method <> 'OPTIONS'
-- What these hold is not classified yet, so it is not known to be harmless.
union all
select id, 'own', null, 'what bucket ' || name || ' holds' from aws_s3_bucket
union all
select id, 'own', null, 'what storage account ' || name || ' holds' from azure_storage_account
union all
select id, 'own', null, 'what server ' || name || ' holds' from azure_sql_server
union all
select id, 'own', null, 'what account ' || name || ' holds' from azure_cosmos_account
