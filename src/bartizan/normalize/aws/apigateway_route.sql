-- API Gateway routes, one row per method of a REST API and per route of an HTTP or WebSocket API.
with route as (
    select
        api.id as api_id,
        api.name,
        api.scope,
        api.region,
        api.observed_at,
        api.is_internet_facing,
        api.is_deployed,
        as_text((r.value -> '$.method'), null) as method,
        as_text((r.value -> '$.path'), null) as path,
        as_text((r.value -> '$.authorization'), null) as authorization_type,
        as_flag((r.value -> '$.is_key_required'), null) as is_key_required,
        as_flag((r.value -> '$.is_guardable'), null) as is_guardable,
        as_text((r.value -> '$.function_arn'), null) as function_arn
    from aws_apigateway_rest_api as api, json_each(api.routes::json) as r
    union all
    select
        api.id,
        api.name,
        api.scope,
        api.region,
        api.observed_at,
        api.is_internet_facing,
        api.is_deployed,
        r.value ->> '$.method',
        r.value ->> '$.path',
        r.value ->> '$.authorization',
        as_flag((r.value -> '$.is_key_required'), null),
        as_flag((r.value -> '$.is_guardable'), null),
        r.value ->> '$.function_arn'
    from aws_apigatewayv2_api as api, json_each(api.routes::json) as r
)
select
    route.api_id || ' ' || route.method || ' ' || route.path as id,  -- API ARN, method and path
    route.method || ' ' || route.path as name,                       -- method and path
    route.scope,                                                     -- account id
    route.region,                                                    -- region
    '{}' as tags,                                                    -- always empty: routes have no tags
    route.observed_at,                                               -- when its API was read, UTC
    route.api_id,                                                    -- API ARN
    route.name as api_name,                                          -- API name
    route.method,                                                    -- HTTP method; ANY for all
    route.path,                                                      -- path, or the key of a WebSocket route
    route.authorization_type,                                        -- NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS or JWT
    route.is_key_required,                                           -- asks for an API key
    route.is_deployed,                                               -- its API has a stage
    route.is_internet_facing,                                        -- anyone on the internet can send its API requests
    route.is_guardable and route.authorization_type = 'NONE' and not route.is_key_required
        as is_without_authorization,                                 -- asks for neither authorization nor an API key, and could
    route.is_guardable and route.authorization_type = 'NONE' and not route.is_key_required and route.is_deployed and route.is_internet_facing
        as is_open,                                                  -- anyone on the internet can call it
    route.function_arn                                               -- ARN of the Lambda function behind it; empty without one
from route
