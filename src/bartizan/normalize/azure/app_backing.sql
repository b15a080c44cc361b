-- Part of azure_web_app, azure_function_app: the network and key access of the stores behind each app, one row per app.
with account as (
    select app.id, unnest(known_accounts(app.storage_account_names, app.deployment_account)) as name from azure_app_reference as app
),

storage as (
    select
        account.id,
        list_sort(list(store.id)) as ids,
        count(*) = count(store.id) as is_whole,
        bool_or(store.allows_public_blobs) as allows_public_blobs,
        bool_or(store.allows_any_ip) as allows_any_ip,
        bool_or(store.allows_shared_key) as allows_shared_key
    from account
    left join azure_storage_account as store on store.name = account.name
    group by account.id
),

vault as (
    select
        named.id,
        list_sort(list(store.id)) as ids,
        count(*) = count(store.id) as is_whole,
        bool_or(store.allows_any_ip) as allows_any_ip
    from (select app.id, unnest(app.vault_names) as name from azure_app_reference as app) as named
    left join azure_key_vault as store on lower(store.name) = named.name
    group by named.id
),

stores as (
    -- An account in a subscription that was not read may be open: only a store that was seen is closed.
    select
        app.id,
        app.storage_account_names is not null and coalesce(storage.is_whole, true) as is_storage_known,
        app.vault_names is not null and coalesce(vault.is_whole, true) as are_vaults_known,
        storage.ids as storage_ids,
        coalesce(storage.allows_public_blobs, false) as allows_public_blobs,
        coalesce(storage.allows_any_ip, false) as allows_any_ip,
        coalesce(storage.allows_shared_key, false) as allows_shared_key,
        vault.ids as vault_ids,
        coalesce(vault.allows_any_ip, false) as vault_allows_any_ip
    from azure_app_reference as app
    left join storage on storage.id = app.id
    left join vault on vault.id = app.id
)

select
    self.id,                                                                                    -- ARM id, lower case
    case when stores.is_storage_known then coalesce(stores.storage_ids, []) end as storage_account_ids, -- ARM ids of the storage accounts that hold its code, keys or state; null where one of them was not seen
    case when stores.allows_public_blobs or stores.is_storage_known then stores.allows_public_blobs end as storage_allows_public_blobs, -- one of those accounts allows public containers
    case when stores.allows_any_ip or stores.is_storage_known then stores.allows_any_ip end as storage_allows_any_ip, -- one of those accounts is reachable from any IP address
    case when stores.allows_shared_key or stores.is_storage_known then stores.allows_shared_key end as storage_allows_shared_key, -- one of those accounts allows shared key access
    case when stores.are_vaults_known then coalesce(stores.vault_ids, []) end as vault_ids,     -- ARM ids of the key vaults that its settings refer to; null where one of them was not seen
    case when stores.vault_allows_any_ip or stores.are_vaults_known then stores.vault_allows_any_ip end as vault_allows_any_ip, -- one of those vaults is reachable from any IP address
    case
        when settings.package_host = '' then false
        when not regexp_matches(settings.package_host, '^[a-z0-9]+\.blob\.') then true
        when package_store.name is not null then false
        when (select bool_and(outcome = 'ok') from listing where kind = 'azure_storage_account') then true
    end as is_package_foreign                                                                   -- the code is fetched from a storage account outside the scanned subscriptions, or from elsewhere on the web
from self
left join stores on stores.id = self.id
left join azure_app_settings as settings on settings.id = self.id
left join azure_storage_account as package_store on package_store.name = split_part(settings.package_host, '.', 1)
