-- A user is in a group.
-- kind: member_of
-- mode: relates
-- from: aws_iam_user
with member as (
    select id, scope, unnest(group_names) as group_name from aws_iam_user
)
select
    member.id as source_id,
    coalesce(aws_iam_group.id, 'group ' || member.group_name) as target_id,
    'yes' as effect,
    '' as condition,
    'the user is in the group' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from member
left join aws_iam_group on aws_iam_group.name = member.group_name and aws_iam_group.scope = member.scope
union all
select id, null, 'unknown', 'iam:GetAccountAuthorizationDetails did not say the groups', '', '', []
from aws_iam_user
where group_names is null
