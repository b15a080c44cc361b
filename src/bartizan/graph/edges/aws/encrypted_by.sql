-- A key encrypts a store of data, a secret or a function's variables.
-- kind: encrypted_by
-- mode: relates
-- from: aws_access_target, aws_lambda_function
with encrypted as (
    select id, key_arn from aws_access_target where split_part(id, ':', 3) <> 'lambda'
    union all
    select id, kms_key_arn from aws_lambda_function
)
select
    id as source_id,
    key_arn as target_id,
    'yes' as effect,
    '' as condition,
    'its settings name the key' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from encrypted
where key_arn <> ''
union all
select id, null, 'unknown', 'which key encrypts it was not read', '', '', []
from encrypted
where key_arn is null
