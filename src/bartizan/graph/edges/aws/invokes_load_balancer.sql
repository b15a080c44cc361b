-- Anyone on the internet calls a function through a load balancer's listener rule that authenticates nobody.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function
select
    'internet' as source_id,
    id as target_id,
    case when has_open_load_balancer then 'yes' else 'unknown' end as effect,
    case when has_open_load_balancer then ''
        else 'elasticloadbalancing:DescribeListeners, DescribeRules or DescribeTargetHealth was not read' end as condition,
    'a load balancer on the internet forwards to it without authentication' as why,
    'no_authentication' as weight_key,
    ['aws.lambda.open_load_balancer'] as rule_ids
from aws_lambda_function
where coalesce(has_open_load_balancer, true)
