-- EventBridge's rules, one row per rule of any bus.
with reached as (
    select
        targets.id,
        list_sort(list_distinct(list(t.value ->> '$.Arn'))) as arns,
        list_sort(list_distinct(list(regexp_extract(t.value ->> '$.Arn', '^(arn:[^:]+:lambda:[^:]+:\d+:function:[^:]+)', 1))
            filter (where t.value ->> '$.Arn' like 'arn:%:lambda:%'))) as functions
    from targets, json_each(targets.body -> '$.Targets') as t
    group by targets.id
)
select
    self.id,                                                         -- rule ARN
    as_text((self.body -> '$.Name'), null) as name,                                  -- rule name
    self.scope,                                                      -- account id
    self.region,                                                     -- region
    null::varchar as tags,                                           -- never read: a rule's tags would cost one call each
    self.observed_at,                                                -- when it was read, UTC
    as_text((self.body -> '$.EventBusName'), '') as bus_name,        -- event bus that it listens on
    lower(as_text((self.body -> '$.State'), '')) as state,           -- enabled or disabled
    as_text((self.body -> '$.EventPattern'), '') as event_pattern,   -- events that it matches, JSON; empty for a schedule
    as_text((self.body -> '$.ScheduleExpression'), '') as schedule,  -- when it runs; empty for a rule on events
    as_text((self.body -> '$.ManagedBy'), '') as managed_by,         -- AWS service that created it; empty for the account's own
    case when targets.outcome = 'ok' then coalesce(reached.arns, []) end as target_arns,  -- what it calls
    case when targets.outcome = 'ok' then coalesce(reached.functions, []) end as function_arns  -- Lambda functions that it calls, without version or alias
from self
left join targets on targets.id = self.id
left join reached on reached.id = self.id
