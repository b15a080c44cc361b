-- Bedrock AgentCore's code interpreters, one row per interpreter.
select
    self.id,                                         -- interpreter ARN
    as_text((self.body -> '$.name'), null) as name,  -- name
    self.scope,                                      -- account id
    self.region,                                     -- region
    null::varchar as tags,                           -- never read: they would cost one call each
    self.observed_at,                                -- when it was read, UTC
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.executionRoleArn'), '') end as role_arn  -- role that its sessions have; empty without one
from self
left join detail on detail.id = self.id
