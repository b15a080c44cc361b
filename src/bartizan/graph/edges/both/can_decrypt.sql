-- An identity decrypts with a key.
-- kind: can_decrypt
-- mode: reaches
-- from: access
select
    principal_id as source_id,
    target_id,
    effect,
    case when effect = 'unknown' and coalesce(condition, '') = '' then 'a policy of it was not read'
        else coalesce(condition, '') end as condition,
    action || coalesce(' by ' || because, '') as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from access
where ability in ('decrypt')
