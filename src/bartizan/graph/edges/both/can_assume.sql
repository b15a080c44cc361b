-- An identity becomes a role: its policies and the role's trust policy allow it.
-- kind: can_assume
-- mode: controls
-- from: access
select
    access.principal_id as source_id,
    access.target_id,
    access.effect,
    case when access.effect = 'unknown' and coalesce(access.condition, '') = '' then 'a policy of it was not read'
        else coalesce(access.condition, '') end as condition,
    access.action || coalesce(' by ' || access.because, '') as why,
    'can_assume' as weight_key,
    cast([] as varchar[]) as rule_ids
from access
left join aws_account on aws_account.id = split_part(access.principal_id, ':', 5)
-- Principals of accounts that are not scanned are what their account is: see aws/can_assume_outside.
where access.ability = 'assume_role' and (access.provider <> 'aws' or aws_account.id is not null)
