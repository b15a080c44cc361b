-- Outsiders send to a queue, topic, event bus or bucket whose policy allows everyone.
-- kind: feeds
-- mode: invokes
-- from: aws_sqs_queue, aws_sns_topic, aws_events_bus, aws_s3_bucket
with fed as (
    select id, allows_public_send as is_open, 'aws.sqs.public_queue' as rule_id, 'sqs:GetQueueAttributes' as operation
    from aws_sqs_queue
    union all
    select id, allows_public_publish, 'aws.sns.public_topic', 'sns:GetTopicAttributes' from aws_sns_topic
    union all
    select id, allows_public_put_events, 'aws.events.public_bus', 'events:ListEventBuses' from aws_events_bus
    union all
    select id, allows_public_write, 'aws.s3.public_bucket', 's3:GetBucketPolicy or s3:GetBucketAcl' from aws_s3_bucket
)
select
    'internet' as source_id,
    id as target_id,
    case when is_open then 'yes' else 'unknown' end as effect,
    case when is_open then '' else operation || ' was not read' end as condition,
    'its policy lets anyone send to it' as why,
    'event' as weight_key,
    [rule_id] as rule_ids
from fed
where coalesce(is_open, true)
