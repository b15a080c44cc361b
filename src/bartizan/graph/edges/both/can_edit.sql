-- An identity changes the policies of another: it gains them only where it can also be that identity.
-- kind: can_edit
-- mode: relates
-- from: access
select
    principal_id as source_id,
    target_id,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    action || coalesce(' by ' || because, '') as why,
    'technique' as weight_key,
    cast([] as varchar[]) as rule_ids
from access
where ability in ('edit_identity')
