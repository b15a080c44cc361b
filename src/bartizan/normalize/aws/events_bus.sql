-- EventBridge's event buses, one row per bus.
select
    self.id,                                   -- bus ARN
    as_text((self.body -> '$.Name'), null) as name,            -- bus name
    self.scope,                                -- account id
    self.region,                               -- region
    null::varchar as tags,                     -- never read: a bus's tags would cost one call each
    self.observed_at,                          -- when it was read, UTC
    case when rules.outcome = 'ok' then as_length((rules.body -> '$.Rules')) end as rule_count,  -- rules on it
    list_contains(aws_resource_policy.open_actions, 'events:putevents') as allows_public_put_events,  -- anyone may put events on it
    aws_resource_policy.is_open as is_public,  -- its policy allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,        -- actions that its policy allows the public, lower case, wildcards unexpanded
    aws_resource_policy.unscoped_services,     -- services allowed without a source condition (confused deputy)
    aws_resource_policy.foreign_accounts,      -- other accounts that its policy allows
    aws_resource_policy.text as policy         -- its policy, JSON; empty without one
from self
left join rules on rules.id = self.id
left join aws_resource_policy on aws_resource_policy.id = self.id
