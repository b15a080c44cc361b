-- A function reaches a database's port: a security group of the database lets one of the function's in. It needs a login too.
-- kind: reaches_network
-- mode: relates
-- from: aws_rds_instance, aws_rds_cluster
with database as (
    select id, security_group_ids, region from aws_rds_instance
    union all
    select id, security_group_ids, region from aws_rds_cluster
),
guarded as (
    select id, region, unnest(security_group_ids) as group_id from database
),
opened as (
    select guarded.id, guarded.region, unnest(security_group.ingress_group_ids) as group_id
    from guarded
    join aws_ec2_security_group as security_group
        on security_group.group_id = guarded.group_id and security_group.region = guarded.region
),
sender as (
    select id, region, unnest(security_group_ids) as group_id from aws_lambda_function
)
select distinct
    sender.id as source_id,
    opened.id as target_id,
    'yes' as effect,
    '' as condition,
    'the database lets in ' || sender.group_id || ', which the function is in' as why,
    'network' as weight_key,
    cast([] as varchar[]) as rule_ids
from sender
join opened on opened.group_id = sender.group_id and opened.region = sender.region
union all
select id, null, 'unknown', 'its security groups were not read', '', '', []
from database
where security_group_ids is null
union all
select id, null, 'unknown', 'its security groups were not read', '', '', []
from aws_lambda_function
where security_group_ids is null
