-- API Gateway routes, one row per method of a REST API and per route of an HTTP or WebSocket API.
with api as (
    select id, name, scope, region, observed_at, is_internet_facing, is_deployed, routes from aws_apigateway_rest_api
    union all
    select id, name, scope, region, observed_at, is_internet_facing, is_deployed, routes from aws_apigatewayv2_api
),
route as (
    select
        api.id as api_id,
        api.name,
        api.scope,
        api.region,
        api.observed_at,
        api.is_internet_facing,
        api.is_deployed,
        r.value ->> '$.method' as method,
        r.value ->> '$.path' as path,
        r.value ->> '$.authorization' as authorization_type,
        (r.value ->> '$.is_key_required')::boolean as is_key_required,
        (r.value ->> '$.is_guardable')::boolean as is_guardable,
        r.value ->> '$.function_arn' as function_arn,
        r.value ->> '$.function_pattern' as function_pattern,
        r.value ->> '$.target_arn' as target_arn,
        from_json(r.value -> '$.stages', '["VARCHAR"]') as stages
    from api, json_each(api.routes::json) as r
)
select
    route.api_id || ' ' || route.method || ' ' || route.path
        || case when len(route.stages) = 0 then '' else ' ' || array_to_string(route.stages, ',') end
        as id,                                                       -- API ARN, method and path; also the stages, where the URI uses stage variables
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
    route.is_key_required,                                           -- requires an API key
    route.is_deployed,                                               -- its API has a stage
    route.is_internet_facing,                                        -- anyone on the internet can send its API requests
    route.is_guardable and route.authorization_type = 'NONE' and not route.is_key_required
        as is_without_authorization,                                 -- requires neither authorization nor an API key although it could
    route.is_guardable and route.authorization_type = 'NONE' and not route.is_key_required and route.is_deployed and route.is_internet_facing
        and coalesce(len(gate.open_stages) > 0, true)
        as is_open,                                                  -- anyone on the internet can call it
    route.function_arn,                                              -- ARN of the Lambda function behind it; empty without one, null where an unknown stage variable names it
    route.target_arn,                                                -- ARN of the function, version or alias that it calls; empty without one, null where an unknown stage variable names it
    route.function_pattern,                                          -- the same with * for such a variable
    route.stages                                                     -- the stages where it invokes that function; empty for all
from route
left join aws_apigateway_route_gate as gate on gate.id = route.api_id || ' ' || route.method || ' ' || route.path
