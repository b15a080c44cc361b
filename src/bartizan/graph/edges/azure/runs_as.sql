-- An app runs as each of its identities: its code can ask for a token of any of them.
-- kind: runs_as
-- mode: controls
-- from: azure_function_app, azure_web_app, azure_logic_app
with app as (
    select id, identity_ids, principal_ids from azure_function_app
    union all
    select id, identity_ids, principal_ids from azure_web_app
    union all
    select id, identity_ids, principal_ids from azure_logic_app
),
assigned as (
    select id, unnest(identity_ids) as identity_id from app
)
select
    id as source_id,
    lower(identity_id) as target_id,
    'yes' as effect,
    '' as condition,
    'the identity is assigned to the app' as why,
    'runs_as' as weight_key,
    cast([] as varchar[]) as rule_ids
from assigned
union all
select id, null, 'unknown', 'the identities of the app were not read', '', '', []
from app
where identity_ids is null or principal_ids is null
