-- A function that authorizes an API's requests opens its routes: one that runs other code there lets anyone in.
-- kind: opens
-- mode: invokes
-- from: aws_apigateway_rest_api, aws_apigatewayv2_api
with api as (
    select id, name, routes, authorizer_function_arns, authorizer_count from aws_apigateway_rest_api
    union all
    select id, name, routes, authorizer_function_arns, authorizer_count from aws_apigatewayv2_api
),
guard as (
    select id, name, routes, authorizer_count, unnest(authorizer_function_arns) as function_arn from api
)
select
    guard.function_arn as source_id,
    route.function_arn as target_id,
    case when route.function_arn is null then 'unknown' when guard.authorizer_count > 1 then 'conditional' else 'yes' end as effect,
    case
        when route.function_arn is null then 'the stage variable that names the function of ' || route.name || ' was not read'
        when guard.authorizer_count > 1 then 'the route uses this one of the authorizers'
        else ''
    end as condition,
    'it authorizes ' || route.name || ' of ' || coalesce(guard.name, guard.id) as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from guard
join aws_apigateway_route as route on route.api_id = guard.id
where route.authorization_type = 'CUSTOM' and coalesce(route.is_deployed, true) and coalesce(route.function_arn <> '', true)
union all
select distinct route.function_arn, null, 'unknown', 'apigateway:GET of the authorizers of ' || coalesce(api.name, api.id) || ' was not read',
    '', '', cast([] as varchar[])
from api
join aws_apigateway_route as route on route.api_id = api.id
where api.authorizer_function_arns is null and route.authorization_type = 'CUSTOM' and route.function_arn <> ''
union all
select function_arn, null, 'unknown', 'apigateway:GET of the routes of ' || coalesce(name, id) || ' was not read', '', '', []
from guard
where routes is null
union all
select 'internet', null, 'unknown', 'apigateway:GET of the routes and authorizers of ' || coalesce(name, id) || ' was not read', '', '', []
from api
where routes is null and authorizer_function_arns is null
