-- A secret holds the password of a database, or a function's variables hold one in an address of the database.
-- kind: holds_secret_for
-- mode: reaches
-- from: aws_rds_instance, aws_rds_cluster
with database as (
    select id, password_secret_arn, endpoint from aws_rds_instance
    union all
    select id, password_secret_arn, endpoint from aws_rds_cluster
),
named as (
    select id, unnest(secret_hosts) as host from aws_lambda_function
)
select
    password_secret_arn as source_id,
    id as target_id,
    'yes' as effect,
    '' as condition,
    'RDS keeps the password of the database in it' as why,
    'secret' as weight_key,
    cast([] as varchar[]) as rule_ids
from database
where password_secret_arn <> ''
union all
select named.id, database.id, 'yes', '', 'its variables hold a password for ' || named.host, 'secret', ['aws.lambda.secret_in_environment']
from named
join database on database.endpoint = named.host
where named.host <> ''
union all
select id, null, 'unknown', 'rds:DescribeDBInstances or rds:DescribeDBClusters did not name its secret', '', '', []
from database
where password_secret_arn is null
