-- A function, load balancer or database is in a VPC.
-- kind: in_network
-- mode: relates
-- from: aws_ec2_vpc
with placed as (
    select id, vpc_id, scope, region from aws_lambda_function
    union all
    select id, vpc_id, scope, region from aws_elbv2_load_balancer
    union all
    select id, vpc_id, scope, region from aws_rds_instance
)
select
    placed.id as source_id,
    vpc.id as target_id,
    'yes' as effect,
    '' as condition,
    'it is in ' || placed.vpc_id as why,
    'network' as weight_key,
    cast([] as varchar[]) as rule_ids
from placed
join aws_ec2_vpc as vpc on vpc.vpc_id = placed.vpc_id and vpc.region = placed.region
union all
select id, null, 'unknown', 'its VPC was not read', '', '', []
from placed
where vpc_id is null
