-- A secret holds the password of a database.
-- kind: holds_secret_for
-- mode: relates
-- from: aws_rds_instance, aws_rds_cluster
with database as (
    select id, password_secret_arn from aws_rds_instance
    union all
    select id, password_secret_arn from aws_rds_cluster
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
select id, null, 'unknown', 'rds:DescribeDBInstances or rds:DescribeDBClusters did not name its secret', '', '', []
from database
where password_secret_arn is null
