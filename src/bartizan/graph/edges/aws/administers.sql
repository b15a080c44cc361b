-- A role or user that is administrator controls its account.
-- kind: administers
-- mode: controls
-- from: aws_iam_role, aws_iam_user
with identity as (
    select id, scope, is_admin, ['aws.iam.function_role_admin'] as rule_ids from aws_iam_role
    union all
    select id, scope, is_admin, [] from aws_iam_user
)
select
    id as source_id,
    'admin:aws:' || scope as target_id,
    case when is_admin then 'yes' else 'unknown' end as effect,
    case when is_admin then '' else 'a policy or the boundary of it was not read' end as condition,
    'it has every permission on every resource' as why,
    'certain' as weight_key,
    rule_ids
from identity
where coalesce(is_admin, true)
