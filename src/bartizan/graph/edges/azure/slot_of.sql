-- A deployment slot belongs to an app.
-- kind: slot_of
-- mode: relates
-- from: azure_function_app, azure_web_app
with slot as (
    select id, slot_of from azure_function_app where is_slot
    union all
    select id, slot_of from azure_web_app where is_slot
)
select
    id as source_id,
    slot_of as target_id,
    'yes' as effect,
    '' as condition,
    'it is a slot of the app' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from slot
where slot_of <> ''
