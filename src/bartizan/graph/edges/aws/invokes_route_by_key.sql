-- A holder of an API key calls a function through a route that asks for nothing else: keys are shared, and no authentication.
-- kind: invokes
-- mode: invokes
-- from: aws_apigateway_route
select
    'internet' as source_id,
    target_arn as target_id,
    case when target_arn is null or is_internet_facing is null or is_deployed is null then 'unknown' else 'yes' end as effect,
    case
        when target_arn is null then 'the stage variable that names the function of ' || name || ' was not read'
        when is_internet_facing is null or is_deployed is null then 'the stages or the endpoint of its API was not read'
        else ''
    end as condition,
    'route ' || name || ' of ' || coalesce(api_name, api_id) || ' asks for an API key alone' as why,
    'key_only' as weight_key,
    ['aws.apigateway.api_key_only'] as rule_ids
from aws_apigateway_route
where is_key_required and authorization_type = 'NONE' and coalesce(is_deployed, true) and coalesce(is_internet_facing, true)
    and coalesce(target_arn <> '', true)
