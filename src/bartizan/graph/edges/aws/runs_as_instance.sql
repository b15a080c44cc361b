-- An EC2 instance has the role of its instance profile.
-- kind: runs_as
-- mode: controls
-- from: aws_ec2_instance
select
    id as source_id,
    role_arn as target_id,
    'yes' as effect,
    '' as condition,
    'its instance profile holds the role' as why,
    'runs_as' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_ec2_instance
where role_arn <> '' and state not in ('terminated', 'shutting-down')
union all
select id, null, 'unknown', 'iam:GetAccountAuthorizationDetails did not say which role its instance profile holds', '', '', []
from aws_ec2_instance
where role_arn is null
