-- What was not read of all that a principal may do: it may be stronger than it looks.
-- kind: escalates_to
-- mode: controls
-- from: azure_identity_power
select
    id as source_id,
    cast(null as varchar) as target_id,
    'unknown' as effect,
    unnest(missing) as condition,
    '' as why,
    '' as weight_key,
    cast([] as varchar[]) as rule_ids
from azure_identity_power
