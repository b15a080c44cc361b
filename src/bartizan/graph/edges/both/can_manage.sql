-- An identity changes a key's policy, or deletes the key.
-- kind: can_manage
-- mode: reaches
-- from: access
select source_id, target_id, effect, condition, why, 'certain' as weight_key, rule_ids
from access_edge
where ability in ('manage_keys')
