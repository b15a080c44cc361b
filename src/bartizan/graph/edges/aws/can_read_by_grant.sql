-- Who reads what a key encrypts is not known while the key's grants are not.
-- kind: can_read
-- mode: reaches
-- from: aws_kms_key
select
    encrypted.id as source_id,
    cast(null as varchar) as target_id,
    'unknown' as effect,
    'kms:ListGrants of ' || key.id || ' was not read' as condition,
    '' as why,
    '' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_access_target as encrypted
join aws_kms_key as key on key.id = encrypted.key_arn
where key.grant_count is null
