-- Anyone on the internet calls a function through a deployed API route that asks for neither authorization nor a key.
-- kind: invokes
-- mode: invokes
-- from: aws_apigateway_rest_api, aws_apigatewayv2_api
with api as (
    select id, name, routes from aws_apigateway_rest_api
    union all
    select id, name, routes from aws_apigatewayv2_api
)
select
    'internet' as source_id,
    target_arn as target_id,
    case when is_open and target_arn is not null then 'yes' else 'unknown' end as effect,
    case
        when target_arn is null then 'the stage variable that names the function of ' || name || ' was not read'
        when is_open is null then 'the stages, the endpoint or the policy of its API was not read'
        else ''
    end as condition,
    'route ' || name || ' of ' || coalesce(api_name, api_id) || ' asks for no authorization' as why,
    'no_authentication' as weight_key,
    ['aws.lambda.open_api_route', 'aws.apigateway.route_without_authorization'] as rule_ids
from aws_apigateway_route
where coalesce(is_open, true) and coalesce(target_arn <> '', true)
union all
select 'internet', null, 'unknown', 'apigateway:GET of the routes of ' || coalesce(name, id) || ' was not read', '', '', []
from api
where routes is null
