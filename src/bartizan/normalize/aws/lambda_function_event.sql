-- Part of aws_lambda_function: what invokes it and where its asynchronous events go afterwards, one row per function.
with mappings_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_lambda_event_source_mapping'
    group by scope, region
),
mapped as (
    select
        function_arn as id,
        -- A broker outside AWS has no ARN: the mapping's ARN is used instead.
        list_sort(list_distinct(list(coalesce(nullif(source_arn, ''), id)))) as arns,
        list_sort(list_distinct(list(source_arn) filter (where has_foreign_source))) as foreign_arns,
        -- X-Ray does not trace calls from these: Kafka, MQ, DocumentDB, brokers outside AWS.
        bool_and(source_service in ('kafka', 'mq', 'rds', '')) as is_brokers_only
    from aws_lambda_event_source_mapping
    group by function_arn
),
config as (
    select
        event_invoke.id,
        split_part(as_text((c.value -> '$.FunctionArn'), ''), ':', 8) in ('', '$LATEST') as is_own,
        as_number((c.value -> '$.MaximumRetryAttempts'), null) as retries,
        as_number((c.value -> '$.MaximumEventAgeInSeconds'), null) as age_seconds,
        as_text((c.value -> '$.DestinationConfig.OnFailure.Destination'), '') <> '' as keeps_failures,
        list_filter([
            c.value ->> '$.DestinationConfig.OnSuccess.Destination', c.value ->> '$.DestinationConfig.OnFailure.Destination'
        ], lambda d: d <> '') as destinations
    from event_invoke, json_each(event_invoke.body -> '$.FunctionEventInvokeConfigs') as c
    where event_invoke.outcome = 'ok'
),
configured as (
    select
        id,
        any_value(retries) filter (where is_own) as retries,
        any_value(age_seconds) filter (where is_own) as age_seconds,
        bool_or(keeps_failures) as keeps_failures,
        list_sort(list_distinct(flatten(list(destinations)))) as destinations
    from config
    group by id
),
sent as (
    select
        configured.id,
        list_sort(list_distinct(list(d.arn) filter (where split_part(d.arn, ':', 5) <> self.scope and aws_account.id is null)))
            as foreign_arns,
        list_sort(list_distinct(list(split_part(d.arn, ':', 5)) filter (where split_part(d.arn, ':', 5) <> self.scope)))
            as accounts
    from configured
    join self on self.id = configured.id, unnest(configured.destinations) as d(arn)
    left join aws_account on aws_account.id = split_part(d.arn, ':', 5)
    where split_part(d.arn, ':', 5) <> ''
    group by configured.id
)
select
    self.id,                                                                     -- function ARN
    case when mappings_listed.is_complete then coalesce(mapped.arns, []) end as source_arns,  -- queues, streams and topics that Lambda reads for it
    case when mappings_listed.is_complete then coalesce(mapped.foreign_arns, []) end as foreign_source_arns,  -- those of accounts that were not scanned
    case when known(event_invoke.outcome) then coalesce(configured.destinations, []) end as destinations,  -- where its asynchronous events go afterwards
    case when known(event_invoke.outcome) then coalesce(sent.foreign_arns, []) end as foreign_destinations,  -- those of accounts that were not scanned
    case when known(event_invoke.outcome) then case when len(coalesce(sent.accounts, [])) = 0 then []
        when aws_known_account.is_complete then list_filter(sent.accounts, lambda a: not list_contains(aws_known_account.ids, a)) end end
        as unknown_destination_accounts,                                         -- accounts of destinations that are neither scanned nor part of the same organization
    case when known(event_invoke.outcome) then coalesce(configured.keeps_failures, false) end as has_failure_destination,  -- failed events go somewhere
    case when mappings_listed.is_complete then coalesce(mapped.is_brokers_only, false) end as is_fed_by_brokers_only,  -- all it reads by Lambda are brokers that X-Ray cannot follow; false if it reads nothing
    case when known(event_invoke.outcome) then coalesce(configured.retries, 2) end as retries,  -- how often a failed event is retried
    case when known(event_invoke.outcome) then coalesce(configured.age_seconds, 21600) end as age_seconds  -- how long an event waits at most, in seconds
from self
cross join aws_known_account
left join mappings_listed on mappings_listed.scope = self.scope and mappings_listed.region = self.region
left join mapped on mapped.id = self.id
left join event_invoke on event_invoke.id = self.id
left join configured on configured.id = self.id
left join sent on sent.id = self.id
