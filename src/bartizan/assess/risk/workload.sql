-- Which workloads each other resource belongs to: what they run as, what leads to them, and what they keep things in.
with app as (
    select id, storage_account_ids, vault_ids from azure_function_app
    union all select id, storage_account_ids, vault_ids from azure_web_app
),
stage as (
    select id, name, api_arn from aws_apigateway_stage
    union all select id, name, api_arn from aws_apigatewayv2_stage
)
select role_arn as resource_id, id as workload_id from aws_lambda_function
union select unnest(layers), id from aws_lambda_function
union select unnest(feeding_arns), id from aws_lambda_function
union select id, function_arn from aws_lambda_alias
union select id, function_arn from aws_lambda_version
union select id, function_arn from aws_lambda_event_source_mapping
union select api_id, function_arn from aws_apigateway_route where function_arn <> ''
union
select stage.id, function_arn
from aws_apigateway_route as route
join stage on stage.api_arn = route.api_id
where function_arn <> '' and (len(stages) = 0 or list_contains(stages, stage.name))
union select unnest(storage_account_ids), id from app
union select unnest(vault_ids), id from app
union select id, unnest(app_ids) from azure_user_assigned_identity
