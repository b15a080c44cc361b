-- It is reachable from the internet.
with own as (
    select id, name, exposure = 'internet' as holds, 'can be called from the internet' as what from aws_lambda_function
    union all
    -- The address of an app known to have no HTTP function serves nothing.
    select id, name, exposure = 'internet' and http_function_count is distinct from 0, 'can be called from the internet'
    from azure_function_app
    union all select id, name, exposure = 'internet', 'can be called from the internet' from azure_web_app
    union all select id, name, is_internet_facing, 'faces the internet' from aws_apigateway_rest_api
    union all select id, name, is_internet_facing, 'faces the internet' from aws_apigatewayv2_api
    union all select id, api_name || '/' || name, is_internet_facing, 'faces the internet' from aws_apigateway_stage
    union all select id, api_name || '/' || name, is_internet_facing, 'faces the internet' from aws_apigatewayv2_stage
    union all select id, name, is_public, 'is open to everybody' from aws_s3_bucket
    union all select id, name, is_public, 'is open to everybody' from aws_sqs_queue
    union all select id, name, is_public, 'is open to everybody' from aws_sns_topic
    union all select id, name, is_public, 'is open to everybody' from aws_events_bus
    union all select id, name, allows_any_ip, 'can be reached from every address' from azure_storage_account
    union all select id, name, allows_any_ip, 'can be reached from every address' from azure_key_vault
    union all select id, name, allows_any_ip, 'can be reached from every address' from azure_cosmos_account
    union all select id, name, allows_public_network, 'can be reached from public networks' from azure_sql_server
)
select id as resource_id, 'exposure' as kind, holds, name || ' ' || what as why from own
