-- Part of aws_lambda_function: the subnets it sends from, the load balancers in front of it, and whether its invocations are recorded.
with subnets_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_ec2_subnet'
    group by scope, region
),
groups_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_ec2_security_group'
    group by scope, region
),
placed as (
    select self.id, list_sort(list_distinct(list(aws_ec2_subnet.zone))) as zones, count(distinct aws_ec2_subnet.subnet_id) as subnets
    from self, json_each(self.body -> '$.VpcConfig.SubnetIds') as s
    join aws_ec2_subnet on aws_ec2_subnet.subnet_id = s.value ->> '$' and aws_ec2_subnet.region = self.region
    group by self.id
),
sending as (
    select self.id, bool_or(aws_ec2_security_group.allows_any_egress) as is_open
    from self, json_each(self.body -> '$.VpcConfig.SecurityGroupIds') as g
    join aws_ec2_security_group on aws_ec2_security_group.group_id = g.value ->> '$' and aws_ec2_security_group.region = self.region
    group by self.id
),
groups as (
    -- A target group whose targets were not read may forward to any function of its account and region.
    select listing.scope, listing.region, bool_and(listing.outcome = 'ok') and coalesce(bool_and(
        aws_elbv2_target_group.id is null or aws_elbv2_target_group.function_arns is not null
    ), true) as is_complete
    from listing
    left join aws_elbv2_target_group
        on aws_elbv2_target_group.scope = listing.scope and aws_elbv2_target_group.region = listing.region
    where listing.kind in ('aws_elbv2_target_group', 'aws_elbv2_load_balancer')
    group by listing.scope, listing.region
),
lead as (
    select f.function_arn as id, g.id as target_group, g.load_balancer_arns
    from aws_elbv2_target_group as g, unnest(g.function_arns) as f(function_arn)
),
balanced as (
    select lead.id, balancer.id as load_balancer,
        balancer.is_reachable_from_internet and list_contains(balancer.open_target_groups, lead.target_group) as is_open,
        balancer.has_firewall
    from lead, unnest(lead.load_balancer_arns) as l(arn)
    join aws_elbv2_load_balancer as balancer on balancer.id = l.arn
),
fronted as (
    select
        id,
        list_sort(list_distinct(list(load_balancer))) as load_balancers,
        any_true(is_open) as is_open,
        any_true(is_open and not has_firewall) as is_open_without_firewall
    from balanced
    group by id
),
recorder as (
    select id, accounts, region, is_logging, is_multi_region, function_patterns, function_exclusions from aws_cloudtrail_trail
    union all
    select id, accounts, region, is_logging, is_multi_region, function_patterns, function_exclusions from aws_cloudtrail_event_data_store
),
recorded as (
    select self.id, any_true(
        recorder.is_logging
        and (recorder.region = self.region or recorder.is_multi_region)
        and len(list_filter(recorder.function_patterns, lambda p: self.id glob p)) > 0
        and len(list_filter(recorder.function_exclusions, lambda p: self.id glob p)) = 0
    ) as is_recorded
    from self join recorder on list_contains(recorder.accounts, self.scope)
    group by self.id
),
trails_listed as (
    select scope, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind in ('aws_cloudtrail_trail', 'aws_cloudtrail_event_data_store')
    group by scope
)
select
    self.id,                                                            -- function ARN
    case
        when as_length((self.body -> '$.VpcConfig.SubnetIds')) = 0 then []
        when subnets_listed.is_complete and placed.subnets = as_length((self.body -> '$.VpcConfig.SubnetIds')) then placed.zones
    end as zones,                                                       -- Availability Zones of its subnets; empty outside of a VPC, null where one of them is not known
    case
        when as_length((self.body -> '$.VpcConfig.SubnetIds')) = 0 then 0
        when subnets_listed.is_complete and placed.subnets = as_length((self.body -> '$.VpcConfig.SubnetIds')) then len(placed.zones)
    end as zone_count,                                                  -- number of those zones
    case
        when as_length((self.body -> '$.VpcConfig.SecurityGroupIds')) = 0 then false
        when groups_listed.is_complete then coalesce(sending.is_open, false)
    end as allows_any_egress,                                           -- one of its security groups allows all outbound traffic; false outside of a VPC
    case when groups.is_complete then coalesce(fronted.load_balancers, []) end as load_balancers,  -- load balancers that forward to it
    case when fronted.id is not null and (fronted.is_open or groups.is_complete) then fronted.is_open
        when groups.is_complete then false end as has_open_load_balancer,  -- anyone on the internet can call it through a load balancer
    case when fronted.id is not null and (fronted.is_open_without_firewall or groups.is_complete) then fronted.is_open_without_firewall
        when groups.is_complete then false end
        as has_open_load_balancer_without_firewall,                     -- and no web ACL of AWS WAF is in front
    case when recorded.is_recorded or trails_listed.is_complete then case when recorded.id is null then false else recorded.is_recorded end
        end as is_recorded                                              -- a trail or event data store records its invocations
from self
left join subnets_listed on subnets_listed.scope = self.scope and subnets_listed.region = self.region
left join groups_listed on groups_listed.scope = self.scope and groups_listed.region = self.region
left join placed on placed.id = self.id
left join sending on sending.id = self.id
left join groups on groups.scope = self.scope and groups.region = self.region
left join fronted on fronted.id = self.id
left join recorded on recorded.id = self.id
left join trails_listed on trails_listed.scope = self.scope
