-- Load balancers, one row per application, network or gateway load balancer.
with listener as (
    select
        load_balancer_arn as id,
        bool_and(target_groups is not null) as is_judged,
        list_sort(list_distinct(flatten(list(target_groups)))) as target_groups,
        list_sort(list_distinct(flatten(list(open_target_groups)))) as open_target_groups
    from aws_elbv2_listener
    group by load_balancer_arn
),
groups_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_ec2_security_group'
    group by scope, region
),
guard as (
    select self.id, g.value ->> '$' as group_id, self.region, self.scope
    from self, json_each(self.body -> '$.SecurityGroups') as g
),
guarded as (
    -- Without a security group nothing is kept out.
    select guard.id, any_true(case
        when aws_ec2_security_group.id is not null then aws_ec2_security_group.allows_any_ingress
        when groups_listed.is_complete then false
    end) as is_open
    from guard
    left join aws_ec2_security_group
        on aws_ec2_security_group.group_id = guard.group_id and aws_ec2_security_group.region = guard.region
    left join groups_listed on groups_listed.scope = guard.scope and groups_listed.region = guard.region
    group by guard.id
),
fact as (
    select
        self.id,
        self.body ->> '$.Scheme' = 'internet-facing' as is_internet_facing,
        case when guarded.id is null then true else guarded.is_open end as is_open,
        case when listeners.outcome = 'ok' and coalesce(listener.is_judged, true) then coalesce(listener.target_groups, []) end
            as target_groups,
        case when listeners.outcome = 'ok' and coalesce(listener.is_judged, true) then coalesce(listener.open_target_groups, []) end
            as open_target_groups,
        case when listeners.outcome = 'ok' then as_length((listeners.body -> '$.Listeners')) end as listeners
    from self
    left join listeners on listeners.id = self.id
    left join listener on listener.id = self.id
    left join guarded on guarded.id = self.id
)
select
    self.id,                                                            -- load balancer ARN
    as_text((self.body -> '$.LoadBalancerName'), null) as name,                         -- load balancer name
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    case when tags.outcome = 'ok' then as_tags((tags.body -> '$.TagDescriptions[0].Tags')) end as tags,  -- tags, a JSON object
    self.observed_at,                                                   -- when it was read, UTC
    lower(as_text((self.body -> '$.Type'), '')) as type,                -- application, network or gateway
    as_text((self.body -> '$.DNSName'), '') as dns_name,                -- address that clients call
    as_text((self.body -> '$.VpcId'), '') as vpc_id,                    -- VPC that it is in
    as_texts((self.body -> '$.SecurityGroups')) as security_group_ids,  -- its security groups
    coalesce(fact.is_internet_facing, false) as is_internet_facing,     -- it has a public address
    coalesce(fact.is_internet_facing, false) and fact.is_open as is_reachable_from_internet,  -- it has one, and its security groups allow the whole internet
    case firewall.outcome when 'ok' then as_text((firewall.body -> '$.ARN'), '') when 'absent' then '' end
        as web_acl_arn,                                                 -- web ACL of AWS WAF in front of it; empty without one
    case firewall.outcome when 'ok' then true when 'absent' then false end as has_firewall,  -- a web ACL of AWS WAF is in front of it
    fact.listeners as listener_count,                                   -- number of listeners
    fact.target_groups,                                                 -- ARNs of the target groups that it forwards to
    fact.open_target_groups                                             -- those that some listener forwards to without authentication, from any address
from self
left join fact on fact.id = self.id
left join tags on tags.id = self.id
left join firewall on firewall.id = self.id
