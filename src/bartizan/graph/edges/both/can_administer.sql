-- An identity changes who has access to a resource, or deletes it.
-- kind: can_administer
-- mode: reaches
-- from: access
select source_id, target_id, effect, condition, why, 'certain' as weight_key, rule_ids
from access_edge
where ability in ('data_admin', 'assign_roles')
