-- What takes a factor from what: by 'exposure' from the workload that uses it; by 'power', 'own' and 'code' from what it
-- acts as, feeds or leads to.
with app as (
    select id, storage_account_ids, vault_ids from azure_function_app
    union all select id, storage_account_ids, vault_ids from azure_web_app
),
stage as (
    select id, name, api_arn from aws_apigateway_stage
    union all select id, name, api_arn from aws_apigatewayv2_stage
),
entry as (
    -- Anyone with access there can invoke the function with input of their choice.
    select function_arn, id from aws_lambda_alias
    union all select function_arn, api_id from aws_apigateway_route where function_arn <> ''
    union all
    select function_arn, stage.id
    from aws_apigateway_route as route
    join stage on stage.api_arn = route.api_id
    where function_arn <> '' and (len(stages) = 0 or list_contains(stages, stage.name))
    union all select id, unnest(feeding_arns) from aws_lambda_function
),
layer as (
    select id as function_arn, unnest(layers) as id from aws_lambda_function
)
select 'exposure' as kind, id as source, role_arn as target from aws_lambda_function
union all select 'exposure', function_arn, id from aws_lambda_alias
union all select 'exposure', function_arn, id from aws_lambda_version
union all select 'exposure', function_arn, id from layer
union all select 'exposure', id, unnest(storage_account_ids) from app
union all select 'exposure', id, unnest(vault_ids) from app
union all select 'exposure', unnest(app_ids), id from azure_user_assigned_identity
union all select 'power', role_arn, id from aws_lambda_function
union all select 'power', role_arn, id from aws_lambda_version
union all select 'power', function_arn, id from layer
union all select kind, function_arn, id from entry, (values ('power'), ('own'), ('code')) as taken (kind)
union all select 'power', id, unnest(storage_account_ids) from app
union all select 'power', unnest(app_ids), id from azure_user_assigned_identity
union all select 'code', id, function_arn from layer
union all select 'code', id, role_arn from aws_lambda_function
union all select 'code', unnest(app_ids), id from azure_user_assigned_identity
