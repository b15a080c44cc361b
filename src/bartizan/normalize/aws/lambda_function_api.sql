-- Part of aws_lambda_function: the API Gateway routes that invoke it, one row per function.
-- What some API does is known however many others could not be read; that none does it is not.
with apis_unread as (
    select scope, region from listing
    where kind in ('aws_apigateway_rest_api', 'aws_apigatewayv2_api') and outcome <> 'ok'
    union
    select scope, region from aws_apigateway_rest_api where routes is null
    union
    select scope, region from aws_apigatewayv2_api where routes is null
),
route as (
    select
        function_arn as id,
        count(*) as routes,
        list(api_name || ' ' || name order by api_name, name) filter (where is_open) as opened,
        any_true(is_open) as is_open,
        bool_and(is_open is not null) as is_judged,
        any_true(is_deployed and is_internet_facing) as is_facing_internet,
        any_true(is_deployed) as is_deployed,
        any_true(is_key_required and authorization_type = 'NONE') as is_key_only,
        any_true(authorization_type not in ('NONE', 'AWS_IAM')) as has_authorizer
    from aws_apigateway_route
    where function_arn <> ''
    group by function_arn
),
perhaps as (
    -- An address with an unknown variable may be this function's.
    select distinct self.id
    from self
    join aws_apigateway_route as unnamed on unnamed.function_arn is null and self.id glob unnamed.function_pattern
),
routed as (
    select
        self.id,
        apis_unread.scope is null and perhaps.id is null as is_known,
        coalesce(route.routes, 0) > 0 as has_route,
        coalesce(route.opened, []) as opened,
        coalesce(route.is_judged, true) as is_judged,
        case when coalesce(route.routes, 0) = 0 then false else route.is_open end as is_open,
        case when coalesce(route.routes, 0) = 0 then false else route.is_facing_internet end as is_facing_internet,
        case when coalesce(route.routes, 0) = 0 then false else route.is_deployed end as is_deployed,
        coalesce(route.is_key_only, false) as is_key_only,
        coalesce(route.has_authorizer, false) as has_authorizer
    from self
    left join route on route.id = self.id
    left join perhaps on perhaps.id = self.id
    left join apis_unread on apis_unread.scope = self.scope and apis_unread.region = self.region
)
select
    id,                                                                          -- function ARN
    case when has_route then true when is_known then false end as has_route,     -- a route leads to it
    case when is_open then true when is_known then is_open end as is_open,       -- anyone on the internet can call it through a route
    case when is_facing_internet then true when is_known then is_facing_internet end
        as is_facing_internet,                                                   -- a deployed route of it is reachable from the internet
    case when is_deployed then true when is_known then is_deployed end as is_deployed,  -- a route that leads to it is deployed
    case when is_known and is_judged then opened end as opened,                  -- routes through which anyone can call it
    is_key_only,                                                                 -- some route requires only an API key
    has_authorizer                                                               -- some route has an authorizer
from routed
