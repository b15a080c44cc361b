-- Listeners of load balancers, one row per listener.
with rule as (
    select
        rules.id,
        r.key::integer as n,
        r.value as body,
        -- A rule for named addresses keeps the internet out, unless everywhere is one of them.
        len(list_filter(
            coalesce(from_json(r.value -> '$.Conditions', '[{"Field": "VARCHAR", "SourceIpConfig": {"Values": ["VARCHAR"]}}]'), []),
            lambda c: c."Field" = 'source-ip' and not list_has_any(c."SourceIpConfig"."Values", ['0.0.0.0/0', '::/0'])
        )) > 0 as is_limited,
        len(list_filter(
            coalesce(from_json(r.value -> '$.Actions', '[{"Type": "VARCHAR"}]'), []),
            lambda a: a."Type" in ('authenticate-oidc', 'authenticate-cognito', 'jwt-validation')
        )) > 0 as is_authenticated
    from rules, json_each(rules.body -> '$.Rules') as r
),
forward as (
    select rule.id, rule.is_limited, rule.is_authenticated, a.value ->> '$.TargetGroupArn' as target_group_arn
    from rule, json_each(rule.body -> '$.Actions') as a
    union all
    select rule.id, rule.is_limited, rule.is_authenticated, g.value ->> '$.TargetGroupArn'
    from rule, json_each(rule.body -> '$.Actions') as a, json_each(a.value -> '$.ForwardConfig.TargetGroups') as g
),
led as (
    select
        id,
        list_sort(list_distinct(list(target_group_arn))) as target_groups,
        list_sort(list_distinct(list(target_group_arn) filter (where not is_limited and not is_authenticated))) as open_target_groups
    from forward
    where target_group_arn is not null
    group by id
),
fact as (
    select
        self.id,
        -- Clients that must show a certificate are known by it.
        as_text((self.body -> '$.MutualAuthentication.Mode'), 'off') = 'verify' as is_mutual,
        case when rules.outcome = 'ok' then coalesce(led.target_groups, []) end as target_groups,
        case when rules.outcome = 'ok' then coalesce(led.open_target_groups, []) end as open_target_groups
    from self
    left join rules on rules.id = self.id
    left join led on led.id = self.id
)
select
    self.id,                                                            -- listener ARN
    as_text((self.body -> '$.Protocol'), '') || ':' || as_number((self.body -> '$.Port'), 0) as name,  -- protocol and port
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    null::varchar as tags,                                              -- never read: a listener's tags would cost one call each
    self.observed_at,                                                   -- when it was read, UTC
    as_text((self.body -> '$.LoadBalancerArn'), '') as load_balancer_arn,  -- load balancer it is part of
    as_text((self.body -> '$.Protocol'), '') as protocol,               -- HTTP, HTTPS, TCP, TLS and so on
    as_number((self.body -> '$.Port'), 0) as port,             -- port it listens on
    as_text((self.body -> '$.SslPolicy'), '') as tls_policy,            -- TLS policy; empty without TLS
    fact.is_mutual as asks_for_client_certificate,                      -- accepts only clients with a trusted certificate
    fact.target_groups,                                                 -- ARNs of the target groups that a rule forwards to
    case when fact.is_mutual then [] else fact.open_target_groups end
        as open_target_groups                                           -- those that a rule forwards to without authentication, from any address
from self
left join fact on fact.id = self.id
