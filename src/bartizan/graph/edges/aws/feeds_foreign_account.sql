-- Another account sends to a queue, topic or event bus whose policy names it.
-- kind: feeds
-- mode: invokes
-- from: aws_sqs_queue, aws_sns_topic, aws_events_bus
with fed as (
    select id, foreign_accounts, 'sqs:GetQueueAttributes' as operation from aws_sqs_queue
    union all
    select id, foreign_accounts, 'sns:GetTopicAttributes' from aws_sns_topic
    union all
    select id, foreign_accounts, 'events:ListEventBuses' from aws_events_bus
),
named as (
    select id, unnest(foreign_accounts) as account from fed
)
select
    'foreign:aws:' || named.account as source_id,
    named.id as target_id,
    'conditional' as effect,
    'the policy allows the account to send, among what it allows' as condition,
    'its policy names account ' || named.account as why,
    'known_account' as weight_key,
    cast([] as varchar[]) as rule_ids
from named
left join aws_account on aws_account.id = named.account
where aws_account.id is null
union all
select 'internet', null, 'unknown', operation || ' of ' || id || ' was not read', '', '', []
from fed
where foreign_accounts is null
