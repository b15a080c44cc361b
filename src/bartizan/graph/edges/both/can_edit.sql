-- An identity changes the policies of another: it gains them only where it can also be that identity.
-- kind: can_edit
-- mode: relates
-- from: access
select source_id, target_id, effect, condition, why, 'technique' as weight_key, rule_ids
from access_edge
where ability in ('edit_identity')
