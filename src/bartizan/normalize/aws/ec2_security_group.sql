-- Security groups, one row per group.
with seen as (
    -- A shared VPC is listed by its owner and by the accounts it is shared with; the owner's word counts.
    select distinct on (id) id, scope, region, body, observed_at
    from self
    order by id, split_part(id, ':', 5) <> scope, scope
),
rule as (
    select seen.id, true as is_ingress, r.value as body from seen, json_each(seen.body -> '$.IpPermissions') as r
    union all
    select seen.id, false, r.value as body from seen, json_each(seen.body -> '$.IpPermissionsEgress') as r
),
wide as (
    select
        id,
        is_ingress,
        body ->> '$.IpProtocol' = '-1' as is_all_protocols,
        case
            when is_none((body -> '$.FromPort')) or body ->> '$.IpProtocol' in ('-1', 'icmp', 'icmpv6') then 'all'
            when as_number((body -> '$.FromPort'), 0) = as_number((body -> '$.ToPort'), 0) then as_number((body -> '$.FromPort'), 0)::varchar
            else as_number((body -> '$.FromPort'), 0) || '-' || as_number((body -> '$.ToPort'), 0)
        end as ports
    from rule
    where len(list_filter(
        coalesce(from_json(body -> '$.IpRanges', '[{"CidrIp": "VARCHAR"}]'), []), lambda r: r."CidrIp" = '0.0.0.0/0'
    )) > 0 or len(list_filter(
        coalesce(from_json(body -> '$.Ipv6Ranges', '[{"CidrIpv6": "VARCHAR"}]'), []), lambda r: r."CidrIpv6" = '::/0'
    )) > 0
),
found as (
    select
        id,
        list_sort(list_distinct(list(ports) filter (where is_ingress))) as ingress_ports,
        coalesce(bool_or(not is_ingress and is_all_protocols), false) as is_egress_open
    from wide
    group by id
),
ranged as (
    select rule.id, list(distinct range.value ->> '$.CidrIp' order by range.value ->> '$.CidrIp') as ranges
    from rule, json_each(rule.body -> '$.IpRanges') as range
    where rule.is_ingress and as_text((range.value -> '$.CidrIp'), '') <> ''
    group by rule.id
),
paired as (
    select rule.id, list(distinct pair.value ->> '$.GroupId' order by pair.value ->> '$.GroupId') as ids
    from rule, json_each(rule.body -> '$.UserIdGroupPairs') as pair
    where rule.is_ingress and as_text((pair.value -> '$.GroupId'), '') <> ''
    group by rule.id
)
select
    seen.id,                                                            -- security group ARN
    as_text((seen.body -> '$.GroupName'), null) as name,                                -- group name
    seen.scope,                                                         -- account id
    seen.region,                                                        -- region
    as_tags((seen.body -> '$.Tags')) as tags,                                                   -- tags, a JSON object
    seen.observed_at,                                                   -- when it was read, UTC
    as_text((seen.body -> '$.GroupId'), null) as group_id,                              -- group id
    as_text((seen.body -> '$.VpcId'), '') as vpc_id,                    -- VPC it is part of
    coalesce(found.ingress_ports, []) as open_ingress_ports,            -- ports open to the whole internet; all for every port
    len(coalesce(found.ingress_ports, [])) > 0 as allows_any_ingress,   -- has a port open to the whole internet
    coalesce(found.is_egress_open, false) as allows_any_egress,         -- allows all outbound traffic
    coalesce(ranged.ranges, []) as ingress_ranges,                      -- IPv4 ranges that may send to its members
    coalesce(paired.ids, []) as ingress_group_ids                       -- ids of the groups whose members may send to its members
from seen
left join ranged on ranged.id = seen.id
left join paired on paired.id = seen.id
left join found on found.id = seen.id
