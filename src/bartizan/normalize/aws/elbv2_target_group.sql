-- Target groups, one row per group that a load balancer can forward to.
with target as (
    -- A target may be a function's version or alias.
    select
        targets.id,
        list_sort(list_distinct(list(t.value ->> '$.Target.Id'))) as arns,
        list_sort(list_distinct(list(regexp_replace(t.value ->> '$.Target.Id', '^((?:[^:]+:){6}[^:]+):.*$', '\1')))) as functions
    from targets, json_each(targets.body -> '$.TargetHealthDescriptions') as t
    where t.value ->> '$.Target.Id' is not null
    group by targets.id
)
select
    self.id,                                                            -- target group ARN
    as_text((self.body -> '$.TargetGroupName'), null) as name,                          -- target group name
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    null::varchar as tags,                                              -- never read: a target group's tags would cost one call each
    self.observed_at,                                                   -- when it was read, UTC
    as_text((self.body -> '$.TargetType'), '') as target_type,          -- instance, ip, lambda or alb
    as_texts((self.body -> '$.LoadBalancerArns')) as load_balancer_arns,  -- load balancers that forward to it
    case targets.outcome when 'ok' then coalesce(target.functions, []) when 'absent' then [] end
        as function_arns,                                               -- functions that it forwards to, without version or alias
    case targets.outcome when 'ok' then coalesce(target.arns, []) when 'absent' then [] end
        as target_arns                                                  -- the same as registered: functions, versions and aliases
from self
left join targets on targets.id = self.id
left join target on target.id = self.id
