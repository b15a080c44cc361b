-- An identity makes credentials of a user or reads those of a resource, and acts as it.
-- kind: takes_credentials_of
-- mode: controls
-- from: access
select source_id, target_id, effect, condition, why, 'technique' as weight_key, rule_ids
from access_edge
where ability in ('take_credentials')
