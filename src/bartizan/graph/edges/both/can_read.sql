-- An identity reads data or a secret.
-- kind: can_read
-- mode: reaches
-- from: access
select source_id, target_id, effect, condition, why, 'certain' as weight_key, rule_ids
from access_edge
where ability in ('data_read', 'secret_read', 'open_vault')
