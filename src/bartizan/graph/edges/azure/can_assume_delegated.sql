-- Another tenant's principals have roles here by Azure Lighthouse.
-- kind: can_assume
-- mode: controls
-- from: azure_delegation
select distinct
    'foreign:azure:' || tenant_id as source_id,
    split_part(held, ' ', 1) as target_id,
    'yes' as effect,
    '' as condition,
    'the delegation ' || name || ' names it' as why,
    'known_account' as weight_key,
    cast([] as varchar[]) as rule_ids
from (select name, tenant_id, unnest(list_concat(roles, eligible_roles)) as held from azure_delegation)
union all
select 'internet', null, 'unknown', 'whom the delegation ' || name || ' names was not read', '', '', []
from azure_delegation
where roles is null
