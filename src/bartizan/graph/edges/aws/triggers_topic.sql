-- A topic invokes a function, or a version or alias of it, that is subscribed to it.
-- kind: triggers
-- mode: invokes
-- from: aws_sns_subscription
select
    topic_arn as source_id,
    endpoint_arn as target_id,
    'yes' as effect,
    '' as condition,
    'the function is subscribed to the topic' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_sns_subscription
where protocol = 'lambda' and endpoint_arn <> ''
union all
select topic_arn, null, 'unknown', 'sns:ListSubscriptions did not name the endpoint of ' || id, '', '', []
from aws_sns_subscription
where protocol = 'lambda' and endpoint_arn is null
