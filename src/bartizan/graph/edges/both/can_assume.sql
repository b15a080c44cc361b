-- An identity becomes a role: its policies and the role's trust policy allow it.
-- kind: can_assume
-- mode: controls
-- from: access
select source_id, target_id, effect, condition, why, 'can_assume' as weight_key, rule_ids
from access_edge
left join aws_account on aws_account.id = split_part(source_id, ':', 5)
-- Principals of accounts that are not scanned are what their account is: see aws/can_assume_outside.
where ability = 'assume_role' and (provider <> 'aws' or aws_account.id is not null)
