-- A function reaches a database that its network guards: a security group allows the function's group, or its addresses.
-- kind: reaches_network
-- mode: reaches
-- from: aws_rds_instance, aws_rds_cluster
with database as (
    select id, security_group_ids, region from aws_rds_instance
    union all
    select id, security_group_ids, region from aws_rds_cluster
),
guarded as (
    select id, region, unnest(security_group_ids) as group_id from database
),
guard as (
    select guarded.id, guarded.region, security_group.vpc_id, security_group.ingress_group_ids, security_group.ingress_ranges
    from guarded
    join aws_ec2_security_group as security_group
        on security_group.group_id = guarded.group_id and security_group.region = guarded.region
),
opened as (
    select id, region, unnest(ingress_group_ids) as group_id from guard
),
ranged as (
    select id, region, vpc_id, unnest(ingress_ranges) as range from guard
),
sender as (
    select id, region, unnest(security_group_ids) as group_id from aws_lambda_function
),
found as (
    select
        sender.id as source_id,
        opened.id as target_id,
        'a login to the database' as condition,
        'the database lets in ' || sender.group_id || ', which the function is in' as why
    from sender
    join opened on opened.group_id = sender.group_id and opened.region = sender.region
    union all
    select
        function.id,
        ranged.id,
        case when range = '0.0.0.0/0' then 'a login to the database' else 'its subnet is in ' || range || '; a login to the database' end,
        'the database lets in ' || range || ' in ' || ranged.vpc_id || ', which the function is in'
    from aws_lambda_function as function
    join ranged on ranged.vpc_id = function.vpc_id and ranged.region = function.region
    where ranged.vpc_id <> '' and regexp_matches(range, '^(0\.0\.0\.0/0|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)')
)
select
    source_id,
    target_id,
    'conditional' as effect,
    min(condition) as condition,
    arg_min(why, (condition, why)) as why,
    'network' as weight_key,
    cast([] as varchar[]) as rule_ids
from found
group by source_id, target_id
union all
select id, null, 'unknown', 'its security groups were not read', '', '', []
from database
where security_group_ids is null
union all
select id, null, 'unknown', 'its security groups were not read', '', '', []
from aws_lambda_function
where security_group_ids is null
union all
select guarded.id, null, 'unknown', 'its security group ' || guarded.group_id || ' was not read', '', '', []
from guarded
left join aws_ec2_security_group as security_group
    on security_group.group_id = guarded.group_id and security_group.region = guarded.region
where security_group.id is null
