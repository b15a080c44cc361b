-- EventBridge's event buses, one row per bus.
select
    self.id,                                   -- bus ARN
    as_text((self.body -> '$.Name'), null) as name,            -- bus name
    self.scope,                                -- account id
    self.region,                               -- region
    null::varchar as tags,                     -- never read: a bus's tags would take a call for each
    self.observed_at,                          -- when it was read, UTC
    case when rules.outcome = 'ok' then as_length((rules.body -> '$.Rules')) end as rule_count,  -- rules on it
    list_contains(aws_resource_policy.open_actions, 'events:putevents') as allows_public_put_events,  -- strangers may put events on it
    aws_resource_policy.is_open as is_public,  -- its policy lets strangers in: any principal, without a condition on who or what calls
    aws_resource_policy.public_actions,        -- actions that its policy allows strangers, lower case, wildcards as they stand
    aws_resource_policy.unscoped_services,     -- services that its policy lets in whoever they act for
    aws_resource_policy.foreign_accounts,      -- other accounts that its policy lets in
    aws_resource_policy.text as policy         -- its policy, JSON; empty without one
from self
left join rules on rules.id = self.id
left join aws_resource_policy on aws_resource_policy.id = self.id
