-- An identity runs commands on a resource.
-- kind: runs_commands_on
-- mode: controls
-- from: access
select source_id, target_id, effect, condition, why, 'technique' as weight_key, rule_ids
from access_edge
where ability in ('run_command')
