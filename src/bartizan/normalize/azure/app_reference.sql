-- Part of azure_web_app, azure_function_app: storage accounts and key vaults that each app names, one row per app.
with setting as (
    select id, unnest(map_entries(from_json(body -> '$.properties', '"MAP(VARCHAR, JSON)"'))) as entry
    from settings where outcome = 'ok'
),

backed as (
    -- Accounts that hold the app's code, keys or state; those that it merely reads data from are not behind it.
    select
        id,
        entry.value ->> '$.vault' as vault,
        entry.key = 'AzureWebJobsStorage' or entry.key = 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING'
            or entry.key = 'WEBSITE_RUN_FROM_PACKAGE' or entry.key like 'AzureWebJobsStorage\_\_%ServiceUri' escape '\'
            or entry.key = 'AzureWebJobsStorage__accountName' as is_about_account,
        entry.key = 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING' as is_content_share,
        lower(coalesce(
            case when entry.key = 'AzureWebJobsStorage__accountName' then entry.value ->> '$.value' end,
            nullif(regexp_extract(lower(coalesce(entry.value ->> '$.url', '')), '^https?://([a-z0-9]+)\.(?:blob|file|queue|table|dfs)\.', 1), ''),
            entry.value ->> '$.account'
        )) as account,
        -- A package may come from anywhere, or from the app's own share.
        (entry.value ->> '$.form') = 'empty'
            or (entry.key = 'WEBSITE_RUN_FROM_PACKAGE' and (entry.value ->> '$.form') <> 'reference') as has_none
    from setting
),

named as (
    select
        id,
        list_distinct(list(account) filter (where is_about_account)) as accounts,
        list_distinct(list(account) filter (where is_content_share)) as content_accounts,
        bool_or(is_about_account and account is null and not coalesce(has_none, false)) as is_account_hidden,
        list_distinct(list(vault)) as vaults
    from backed
    group by id
),

deployed as (
    -- Flex Consumption names its container in the site itself.
    select
        id,
        coalesce(body ->> '$.properties.functionAppConfig.deployment.storage.value', '') as container,
        lower(coalesce(body ->> '$.properties.functionAppConfig.deployment.storage.authentication.type', '')) as login
    from self
)

select
    self.id,                                                                                    -- ARM id, lower case
    deployed.container as deployment_container,                                                 -- blob container that a Flex Consumption app's code comes from; empty for any other
    deployed.login as deployment_login,                                                         -- how that container is opened: systemassignedidentity, userassignedidentity, storageaccountconnectionstring
    nullif(regexp_extract(lower(deployed.container), '^https?://([a-z0-9]+)\.', 1), '') as deployment_account, -- storage account of that container; null for any other app
    case when settings.outcome = 'ok' then
        case
            when coalesce(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.form', 'empty') = 'empty' then ''
            when (settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.value') = '0' then ''
            when (settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.value') = '1' then 'local'
            else settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.form'
        end
    end as package_form,                                                                        -- the app runs from a package: local (on its own share), url, reference, text; empty if it does not
    case when settings.outcome = 'ok' and not coalesce(named.is_account_hidden, false) then list_sort(list_distinct(list_filter(
        list_concat(coalesce(named.accounts, []), [nullif(regexp_extract(lower(deployed.container), '^https?://([a-z0-9]+)\.', 1), '')]),
        lambda a: coalesce(a, '') <> ''
    ))) end as storage_account_names,                                                           -- storage accounts that hold its code, keys or state; null where a reference hides one of them
    case when settings.outcome = 'ok' and not coalesce(named.is_account_hidden, false) then list_sort(coalesce(list_filter(named.content_accounts, lambda a: coalesce(a, '') <> ''), [])) end as content_account_names, -- those of them that hold its content share, which is opened with a key only; null where a reference hides one
    case when settings.outcome = 'ok' then list_sort(coalesce(list_filter(named.vaults, lambda v: coalesce(v, '') <> ''), [])) end as vault_names -- key vaults that its settings refer to
from self
left join settings on settings.id = self.id
left join named on named.id = self.id
left join deployed on deployed.id = self.id
