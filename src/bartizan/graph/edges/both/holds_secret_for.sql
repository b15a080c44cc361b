-- A workload's variables, settings or code hold a secret: of what is not known, as nothing of a secret but its kind is kept.
-- kind: holds_secret_for
-- mode: relates
-- from: aws_lambda_function, azure_function_app, azure_web_app
with workload as (
    select id, secret_kinds, code_secrets from aws_lambda_function
    union all
    select id, secret_kinds, code_secrets from azure_function_app
    union all
    select id, secret_kinds, code_secrets from azure_web_app
),
held as (
    select id, unnest(secret_kinds) as secret from workload
    union
    select id, unnest(code_secrets) from workload
)
select
    id as source_id,
    cast(null as varchar) as target_id,
    'unknown' as effect,
    'what ' || secret || ' opens is not kept' as condition,
    '' as why,
    '' as weight_key,
    cast([] as varchar[]) as rule_ids
from held
union all
select id, null, 'unknown', 'its variables or settings were not read', '', '', []
from workload
where secret_kinds is null
union all
select id, null, 'unknown', 'its code was not read', '', '', []
from workload
where code_secrets is null
