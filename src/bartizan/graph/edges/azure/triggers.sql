-- A storage account, a bus or a hub invokes a function that a trigger of its kind starts.
-- kind: triggers
-- mode: invokes
-- from: azure_function
with app as (
    select id, storage_account_ids from azure_function_app
),
triggered as (
    select app_id, name, trigger_type
    from azure_function
    where coalesce(not is_disabled, true)
        and coalesce(trigger_type in (
            'queuetrigger', 'blobtrigger', 'servicebustrigger', 'eventhubtrigger', 'cosmosdbtrigger', 'eventgridtrigger'
        ), true)
),
stored as (
    select triggered.app_id, triggered.name, triggered.trigger_type, unnest(app.storage_account_ids) as account_id
    from triggered
    join app on app.id = triggered.app_id
    where triggered.trigger_type in ('queuetrigger', 'blobtrigger')
)
select
    account_id as source_id,
    app_id as target_id,
    'conditional' as effect,
    'the ' || trigger_type || ' of ' || name || ' reads this account among those of the settings' as condition,
    name || ' is started by what is put there' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from stored
union all
-- Settings name the account; what names a bus, a hub or a database stays in the value, which is never kept.
select triggered.app_id, null, 'unknown', 'what starts ' || triggered.name || ' by ' || coalesce(triggered.trigger_type, 'a trigger') || ' is not read', '', '', []
from triggered
left join app on app.id = triggered.app_id
where coalesce(triggered.trigger_type not in ('queuetrigger', 'blobtrigger'), true) or app.storage_account_ids is null
