-- An identity sends to a queue, a topic or a bus that may feed a workload: it chooses the input, no more.
-- kind: feeds
-- mode: invokes
-- from: access
select source_id, target_id, effect, condition, why, 'event' as weight_key, rule_ids
from access_edge
where ability in ('feed')
