-- CloudFront distributions, one row per distribution.
with origin as (
    select
        self.id,
        as_text((o.value -> '$.Id'), '') as origin_id,
        lower(as_text((o.value -> '$.DomainName'), '')) as host,
        as_text((o.value -> '$.OriginAccessControlId'), '') <> '' as is_signing
    from self, json_each(self.body -> '$.Origins.Items') as o
),
member as (
    -- A group of origins stands for each of them.
    select
        self.id,
        as_text((g.value -> '$.Id'), '') as group_id,
        as_text((m.value -> '$.OriginId'), '') as origin_id
    from self, json_each(self.body -> '$.OriginGroups.Items') as g, json_each(g.value -> '$.Members.Items') as m
),
behavior as (
    select
        self.id,
        as_text((self.body -> '$.DefaultCacheBehavior.TargetOriginId'), '') as target_id,
        as_flag((self.body -> '$.DefaultCacheBehavior.TrustedSigners.Enabled'), false)
            or as_flag((self.body -> '$.DefaultCacheBehavior.TrustedKeyGroups.Enabled'), false) as is_limited,
        as_number((self.body -> '$.DefaultCacheBehavior.FunctionAssociations.Quantity'), 0)
            + as_number((self.body -> '$.DefaultCacheBehavior.LambdaFunctionAssociations.Quantity'), 0) as functions
    from self
    union all
    select
        self.id,
        as_text((b.value -> '$.TargetOriginId'), ''),
        as_flag((b.value -> '$.TrustedSigners.Enabled'), false) or as_flag((b.value -> '$.TrustedKeyGroups.Enabled'), false),
        as_number((b.value -> '$.FunctionAssociations.Quantity'), 0)
            + as_number((b.value -> '$.LambdaFunctionAssociations.Quantity'), 0)
    from self, json_each(self.body -> '$.CacheBehaviors.Items') as b
),
opened as (
    select
        behavior.id,
        list_sort(list_distinct(list(origin.host))) as hosts,
        list_sort(list_distinct(list(origin.host) filter (where origin.is_signing))) as signed_hosts,
        list_sort(list_distinct(list(origin.host) filter (where behavior.functions = 0))) as plain_hosts
    from behavior
    left join member on member.id = behavior.id and member.group_id = behavior.target_id
    join origin on origin.id = behavior.id and origin.origin_id = coalesce(member.origin_id, behavior.target_id)
    where not behavior.is_limited
    group by behavior.id
),
led as (
    select id, list_sort(list_distinct(list(host))) as hosts from origin group by id
)
select
    self.id,                                                             -- distribution ARN
    as_text((self.body -> '$.DomainName'), null) as name,                -- its domain name, such as d111111abcdef8.cloudfront.net
    self.scope,                                                          -- account id
    '' as region,                                                        -- always empty: distributions are global
    null::varchar as tags,                                               -- never read: a distribution's tags would cost one call each
    self.observed_at,                                                    -- when it was read, UTC
    as_texts((self.body -> '$.Aliases.Items')) as aliases,               -- other domain names that it answers for
    as_flag((self.body -> '$.Enabled'), false) as is_enabled,            -- it answers requests
    as_text((self.body -> '$.WebACLId'), '') as web_acl_arn,             -- web ACL of AWS WAF in front of it; empty without one
    as_text((self.body -> '$.WebACLId'), '') <> '' as has_firewall,      -- a web ACL of AWS WAF is in front of it
    coalesce(led.hosts, []) as origin_hosts,                             -- hosts that it forwards to
    coalesce(opened.hosts, []) as open_origin_hosts,                     -- those that it forwards anyone's requests to: no signed URLs or cookies
    coalesce(opened.signed_hosts, []) as signed_origin_hosts,            -- those of them whose requests it signs (origin access control)
    coalesce(opened.plain_hosts, []) as plain_origin_hosts               -- those of them without a function at the edge, which may ask for a login
from self
left join opened on opened.id = self.id
left join led on led.id = self.id
