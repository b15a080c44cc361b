-- A rotation function reads and sets the secret that it rotates.
-- kind: rotates
-- mode: reaches
-- from: aws_secretsmanager_secret
select
    rotation_function_arn as source_id,
    id as target_id,
    'yes' as effect,
    '' as condition,
    'the function rotates the secret' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_secretsmanager_secret
where rotation_function_arn <> ''
union all
select id, null, 'unknown', 'the rotation function of the secret was not read', '', '', []
from aws_secretsmanager_secret
where rotation_function_arn is null
