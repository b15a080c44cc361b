-- A function belongs to an app, and an app runs on a plan.
-- kind: run_by
-- mode: relates
-- from: azure_function_app, azure_web_app
with run as (
    select id, app_id as host_id from azure_function
    union all
    select id, plan_id from azure_function_app
    union all
    select id, plan_id from azure_web_app
)
select
    id as source_id,
    host_id as target_id,
    'yes' as effect,
    '' as condition,
    'it runs there' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from run
where host_id <> ''
union all
select id, null, 'unknown', 'its plan was not read', '', '', []
from run
where host_id is null
