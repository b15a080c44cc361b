-- A holder of a token for any audience calls a function through a route whose JWT authorizer names none.
-- kind: invokes
-- mode: invokes
-- from: aws_apigatewayv2_api
select
    'internet' as source_id,
    route.target_arn as target_id,
    case when api.authorizers_without_audience is null or route.target_arn is null or route.is_internet_facing is null
        then 'unknown' else 'conditional' end as effect,
    case
        when api.authorizers_without_audience is null then 'apigateway:GET of the authorizers was not read'
        when route.target_arn is null then 'the stage variable that names the function of ' || route.name || ' was not read'
        when route.is_internet_facing is null then 'the stages or the endpoint of its API was not read'
        else 'the route uses one of the authorizers without an audience, and the issuer gives tokens to outsiders'
    end as condition,
    'route ' || route.name || ' of ' || coalesce(route.api_name, api.id) || ' may take tokens for any audience' as why,
    'own_login' as weight_key,
    ['aws.apigateway.jwt_for_any_audience'] as rule_ids
from aws_apigatewayv2_api as api
join aws_apigateway_route as route on route.api_id = api.id
where route.authorization_type = 'JWT' and coalesce(route.is_deployed, true) and coalesce(route.is_internet_facing, true)
    and coalesce(route.target_arn <> '', true)
    and (api.authorizers_without_audience is null or array_length(api.authorizers_without_audience) > 0)
