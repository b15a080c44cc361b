-- An app's settings hold the key of a storage account, or the password of a database.
-- kind: holds_secret_for
-- mode: reaches
-- from: azure_function_app, azure_web_app
with app as (
    select id, secret_hosts from azure_function_app
    union all
    select id, secret_hosts from azure_web_app
),
named as (
    select id, unnest(secret_hosts) as host from app
),
opened as (
    select
        named.id,
        named.host,
        store.id as store_id,
        case when store.allows_shared_key is null then 'unknown' else 'yes' end as effect,
        case when store.allows_shared_key is null then 'the storage account takes keys; that was not read' else '' end as condition
    from named
    join azure_storage_account as store
        on store.name = split_part(named.host, '.', 1)
        and split_part(named.host, '.', 2) in ('', 'blob', 'file', 'queue', 'table', 'dfs')
    where coalesce(store.allows_shared_key, true)
    union all
    select named.id, named.host, server.id, 'yes', ''
    from named
    join azure_sql_server as server on lower(server.host_name) = named.host and not server.is_entra_only
)
select
    id as source_id,
    store_id as target_id,
    effect,
    condition,
    'its settings hold a secret for ' || host as why,
    'secret' as weight_key,
    ['azure.app.secrets_in_settings'] as rule_ids
from opened
