-- An identity becomes a role: its policies and the role's trust policy allow it.
-- kind: can_assume
-- mode: controls
-- from: access
select
    principal_id as source_id,
    target_id,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    action || coalesce(' by ' || because, '') as why,
    'assume' as weight_key,
    cast([] as varchar[]) as rule_ids
from access
where ability in ('assume_role')
