-- An identity changes or deletes data.
-- kind: can_write
-- mode: reaches
-- from: access
select source_id, target_id, effect, condition, why, 'certain' as weight_key, rule_ids
from access_edge
where ability in ('data_write')
