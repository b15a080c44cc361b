-- An identity hands a role to a service: it gains the role only where it can also make something run with it.
-- kind: can_pass
-- mode: relates
-- from: access
select source_id, target_id, effect, condition, why, 'technique' as weight_key, rule_ids
from access_edge
where ability in ('pass_role')
