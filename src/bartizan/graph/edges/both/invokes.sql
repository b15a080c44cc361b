-- An identity invokes a workload: it chooses the input, no more.
-- kind: invokes
-- mode: invokes
-- from: access
select source_id, target_id, effect, condition, why, 'certain' as weight_key, rule_ids
from access_edge
where ability in ('invoke')
