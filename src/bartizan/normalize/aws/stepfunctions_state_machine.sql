-- Step Functions' state machines, one row per state machine.
select
    self.id,                                         -- state machine ARN
    as_text((self.body -> '$.name'), null) as name,  -- name
    self.scope,                                      -- account id
    self.region,                                     -- region
    null::varchar as tags,                           -- never read: they would cost one call each
    self.observed_at,                                -- when it was read, UTC
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.roleArn'), '') end as role_arn  -- role that its steps run as
from self
left join detail on detail.id = self.id
