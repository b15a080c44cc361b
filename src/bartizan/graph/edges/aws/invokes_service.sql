-- Outsiders reach a function through a service that its policy allows, if the service's own settings, which were not read, are open.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function
with allowed as (
    select id, unscoped_services is null as is_unread from aws_lambda_function
    union all
    select id, unscoped_services is null from aws_lambda_alias
    union all
    select id, unscoped_services is null from aws_lambda_version
),
named as (
    select allowed.id, unnest(policy.services) as service
    from allowed
    join aws_lambda_policy as policy on policy.id = allowed.id
),
unread as (
    -- What was listed has edges of its own.
    select named.*
    from named
    left join aws_event_service_listing as read
        on read.service = named.service and read.scope = split_part(named.id, ':', 5)
        and read.region = split_part(named.id, ':', 4)
    where not coalesce(read.is_listed, false)
),
opening as (
    select
        id,
        service,
        case service
            when 'ses.amazonaws.com' then 'a receipt rule sends mail to it; ses:DescribeActiveReceiptRuleSet was not read'
            when 'iot.amazonaws.com' then 'a device of an outsider publishes to a topic whose rule calls it; iot:ListTopicRules was not read'
            when 'cognito-idp.amazonaws.com' then 'anyone can sign up to the user pool that calls it; cognito-idp:ListUserPools was not read'
            when 'alexa-appkit.amazon.com' then 'the skill that calls it is published'
            when 'connect.amazonaws.com' then 'a contact flow that anyone can call leads to it; connect:DescribeContactFlow is not read'
            when 'lexv2.amazonaws.com' then 'a bot that anyone can talk to calls it; lex:DescribeBotAlias is not read'
        end as condition
    from unread
)
select
    'internet' as source_id,
    id as target_id,
    'conditional' as effect,
    condition,
    'its policy allows ' || service as why,
    'event' as weight_key,
    cast([] as varchar[]) as rule_ids
from opening
where condition <> ''
union all
select 'internet', id, 'unknown', 'lambda:GetPolicy was not read', 'its policy may allow a service that outsiders reach', 'event', []
from allowed
where is_unread
