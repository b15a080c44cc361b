-- Part of aws_lambda_function: the queues, topics, buses and buckets whose messages invoke it, and those that anyone can send to.
with fed as (
    select event.id, source.arn from aws_lambda_function_event as event, unnest(event.source_arns) as source(arn)
    union
    select policy.id, source.arn from aws_lambda_policy as policy, unnest(policy.source_arns) as source(arn)
    where not regexp_matches(source.arn, '[*?]')
    union
    select function_arn, topic_arn from aws_sns_subscription where function_arn <> ''
    union
    select target.arn, rule.id from aws_events_rule as rule, unnest(rule.function_arns) as target(arn)
    union
    select target.arn, bucket.id from aws_s3_bucket as bucket, unnest(bucket.notified_function_arns) as target(arn)
),
source as (
    -- A rule forwards the events of its bus.
    select distinct
        id,
        case when split_part(arn, ':', 3) = 'events' then regexp_replace(
            regexp_replace(arn, ':rule/[^/]+$', ':event-bus/default'), ':rule/([^/]+)/[^/]+$', ':event-bus/\1'
        ) else arn end as arn,
        split_part(arn, ':', 3) as service
    from fed
    where split_part(arn, ':', 3) in ('sqs', 'sns', 'events', 's3')
),
listed as (
    -- Buckets are listed for the whole account; a bus is of use for its rules alone.
    select
        case kind when 'aws_sqs_queue' then 'sqs' when 'aws_s3_bucket' then 's3' when 'aws_sns_topic' then 'sns'
            when 'aws_sns_subscription' then 'sns' else 'events' end as service,
        scope,
        region,
        bool_and(outcome = 'ok') as is_complete
    from listing
    where kind in ('aws_sqs_queue', 'aws_sns_topic', 'aws_sns_subscription', 'aws_events_bus', 'aws_events_rule', 'aws_s3_bucket')
    group by all
),
opened as (
    -- A source of the own account that is not listed was deleted; one of another account was not read.
    select
        source.id,
        source.arn,
        source.service,
        case
            when queue.id is not null then queue.allows_public_send
            when topic.id is not null then topic.allows_public_publish
            when bus.id is not null then bus.allows_public_put_events
            when bucket.id is not null then bucket.allows_public_write
            when source.service <> 's3' and split_part(source.arn, ':', 5) = self.scope and listed.is_complete then false
        end as is_open
    from source
    join self on self.id = source.id
    left join aws_sqs_queue as queue on queue.id = source.arn
    left join aws_sns_topic as topic on topic.id = source.arn
    left join aws_events_bus as bus on bus.id = source.arn
    left join aws_s3_bucket as bucket on bucket.id = source.arn
    left join listed on listed.service = source.service and listed.scope = self.scope
        and listed.region = split_part(source.arn, ':', 4)
),
unread as (
    -- A bucket or a rule with unknown targets may invoke any function of its account.
    select distinct 's3' as service, scope from aws_s3_bucket where notified_function_arns is null
    union
    select distinct 'events', scope from aws_events_rule where function_arns is null
),
allowed as (
    -- Only what the policy allows can invoke it, and only the account's own listings show it.
    select policy.id, bool_and(coalesce(all_listed.is_complete, false) and unread.scope is null) as is_complete
    from aws_lambda_policy as policy
    join self on self.id = policy.id
    left join unnest(['sns', 'events', 's3']) as wanted(service)
        on list_contains(policy.services, wanted.service || '.amazonaws.com')
    left join (
        select service, scope, bool_and(is_complete) as is_complete from listed group by service, scope
    ) as all_listed on all_listed.service = wanted.service and all_listed.scope = self.scope
    left join unread on unread.service = wanted.service and unread.scope = self.scope
    where wanted.service is not null
    group by policy.id
),
judged as (
    select
        id,
        list_sort(list(arn)) as arns,
        any_true(case when service = 's3' then false else is_open end) as is_open,
        any_true(case when service = 's3' then is_open else false end) as is_open_by_bucket,
        bool_and(is_open is not null) as is_known,
        list_sort(list(arn) filter (where is_open)) as open_arns
    from opened
    group by id
),
complete as (
    select
        self.id,
        event.source_arns is not null and policy.id is not null and coalesce(allowed.is_complete, true) as is_complete
    from self
    left join aws_lambda_function_event as event on event.id = self.id
    left join aws_lambda_policy as policy on policy.id = self.id
    left join allowed on allowed.id = self.id
)
select
    self.id,                                                             -- function ARN
    case when complete.is_complete then coalesce(judged.arns, []) end as feeding_arns,  -- queues, topics, event buses and buckets whose messages invoke it
    case when complete.is_complete and coalesce(judged.is_known, true) then coalesce(judged.open_arns, []) end
        as open_feeding_arns,                                            -- those that any AWS account, or anyone, can send to
    case when judged.is_open or complete.is_complete then case when judged.id is null then false else judged.is_open end end
        as has_open_feed,                                                -- anyone can send to a queue, topic or event bus that invokes it
    case when judged.is_open_by_bucket or complete.is_complete
        then case when judged.id is null then false else judged.is_open_by_bucket end end
        as has_open_bucket                                               -- anyone can put objects into a bucket that invokes it
from self
left join complete on complete.id = self.id
left join judged on judged.id = self.id
