-- An API has a route, and the route calls a function.
-- kind: serves
-- mode: relates
-- from: aws_apigateway_rest_api, aws_apigatewayv2_api
with api as (
    select id, name, scope, routes from aws_apigateway_rest_api
    union all
    select id, name, scope, routes from aws_apigatewayv2_api
)
select
    api_id as source_id,
    id as target_id,
    'yes' as effect,
    '' as condition,
    'it is a route of the API' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_apigateway_route
union all
select id, target_arn, 'yes', '', 'the function is behind the route', 'certain', []
from aws_apigateway_route
where target_arn <> ''
union all
select id, null, 'unknown', 'the stage variable that names its function was not read', '', '', []
from aws_apigateway_route
where target_arn is null
union all
select id, null, 'unknown', 'apigateway:GET of its routes was not read', '', '', []
from api
where routes is null
union all
-- Its routes are no nodes then.
select 'admin:aws:' || scope, null, 'unknown', 'apigateway:GET of the routes of ' || coalesce(name, id) || ' was not read', '', '', []
from api
where routes is null
