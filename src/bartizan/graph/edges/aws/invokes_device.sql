-- A device publishes a message for which a rule of AWS IoT calls a function; which devices may is in IoT policies, which are not read.
-- kind: invokes
-- mode: invokes
-- from: aws_iot_topic_rule
with enabled as (
    select * from aws_iot_topic_rule where is_enabled
)
select
    'internet' as source_id,
    unnest(function_arns) as target_id,
    'conditional' as effect,
    'an outsider has a device, or the certificate of one, that may publish to '
        || case when topic_pattern = '' then 'the rule' else topic_pattern end as condition,
    'rule ' || name || ' of AWS IoT calls it with what devices publish' as why,
    'event' as weight_key,
    cast([] as varchar[]) as rule_ids
from enabled
union all
select 'internet', null, 'unknown', 'iot:GetTopicRule of ' || name || ' was not read', '', '', []
from enabled
where function_arns is null
