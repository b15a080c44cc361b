-- Anyone on the internet calls a function, or a version or alias of it, through a load balancer's listener rule that authenticates nobody.
-- kind: invokes
-- mode: invokes
-- from: aws_elbv2_target_group, aws_lambda_function
with lead as (
    select id, unnest(target_arns) as target_arn, load_balancer_arns from aws_elbv2_target_group
),
balanced as (
    select id, target_arn, unnest(load_balancer_arns) as load_balancer_arn from lead
)
select
    'internet' as source_id,
    balanced.target_arn as target_id,
    'yes' as effect,
    '' as condition,
    'load balancer ' || balancer.name || ' on the internet forwards to it without authentication' as why,
    case when balancer.has_firewall then 'firewall' else 'no_authentication' end as weight_key,
    ['aws.lambda.open_load_balancer'] as rule_ids
from balanced
join aws_elbv2_load_balancer as balancer on balancer.id = balanced.load_balancer_arn
where balancer.is_reachable_from_internet and list_contains(balancer.open_target_groups, balanced.id)
union all
select 'internet', id, 'unknown', 'elasticloadbalancing:DescribeListeners, DescribeRules or DescribeTargetHealth was not read',
    'a load balancer on the internet may forward to it without authentication', 'no_authentication', ['aws.lambda.open_load_balancer']
from aws_lambda_function
where has_open_load_balancer is null
