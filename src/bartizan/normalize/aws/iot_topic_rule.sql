-- Rules of AWS IoT, one row per rule.
with called as (
    select actions.id, a.value ->> '$.lambda.functionArn' as arn
    from actions, json_each(actions.body -> '$.rule.actions') as a
    union
    select id, body ->> '$.rule.errorAction.lambda.functionArn' from actions
),
reached as (
    select id, list_sort(list(arn)) as arns from called where arn <> '' group by id
)
select
    self.id,                                                              -- rule ARN
    as_text((self.body -> '$.ruleName'), null) as name,                   -- rule name
    self.scope,                                                           -- account id
    self.region,                                                          -- region
    null::varchar as tags,                                                -- never read: a rule's tags would cost one call each
    self.observed_at,                                                     -- when it was read, UTC
    not as_flag((self.body -> '$.ruleDisabled'), false) as is_enabled,    -- it is applied to messages
    as_text((self.body -> '$.topicPattern'), '') as topic_pattern,        -- topics whose messages it is applied to; empty where only basic ingest reaches it
    case when actions.outcome in ('ok', 'absent') then coalesce(reached.arns, []) end as function_arns  -- Lambda functions that it calls, also on errors; empty for a disabled rule
from self
left join actions on actions.id = self.id
left join reached on reached.id = self.id
