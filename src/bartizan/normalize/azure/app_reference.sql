-- Part of azure_web_app, azure_function_app: storage accounts and key vaults that each app names, one row per app.
with setting as (
    select
        settings.id,
        s.key as name,
        as_text((s.value -> '$.vault'), null) as vault,
        as_text((s.value -> '$.account'), null) as account,
        as_text((s.value -> '$.url'), '') as url,
        as_text((s.value -> '$.form'), null) as form,
        as_text((s.value -> '$.value'), null) as value
    from settings, json_each(settings.body -> '$.properties') as s
    where settings.outcome = 'ok'
),

backed as (
    -- Accounts that hold the app's code, keys or state; those that it merely reads data from are not behind it.
    select
        id,
        vault,
        name = 'AzureWebJobsStorage' or name = 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING'
            or name = 'WEBSITE_RUN_FROM_PACKAGE' or name like 'AzureWebJobsStorage\_\_%ServiceUri' escape '\'
            or name = 'AzureWebJobsStorage__accountName' as is_about_account,
        name = 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING' as is_content_share,
        lower(coalesce(
            case when name = 'AzureWebJobsStorage__accountName' then value end,
            nullif(regexp_extract(lower(url), '^https?://([a-z0-9]+)\.(?:blob|file|queue|table|dfs)\.', 1), ''),
            account
        )) as account,
        -- A package may come from anywhere, or from the app's own share.
        form = 'empty'
            or (name = 'WEBSITE_RUN_FROM_PACKAGE' and form <> 'reference') as has_none
    from setting
),

named as (
    select
        id,
        list_sort(list_distinct(list(account) filter (where is_about_account))) as accounts,
        list_sort(list_distinct(list(account) filter (where is_content_share))) as content_accounts,
        bool_or(is_about_account and account is null and not coalesce(has_none, false)) as is_account_hidden,
        list_sort(list_distinct(list(vault))) as vaults
    from backed
    group by id
),

resolved as (
    -- A reference that was not tried yet is not broken; one that does not say how it went is unknown.
    select
        id,
        case when outcome = 'absent' then [] else coalesce(from_json(body -> '$.value', '[{"name":"VARCHAR","properties":{"status":"VARCHAR"}}]'), []) end as items
    from secret_references where known(outcome)
),

deployed as (
    -- Flex Consumption names its container in the site itself.
    select
        id,
        as_text((body -> '$.properties.functionAppConfig.deployment.storage.value'), '') as container,
        lower(as_text((body -> '$.properties.functionAppConfig.deployment.storage.authentication.type'), '')) as login
    from self
)

select
    self.id,                                                                                    -- ARM id, lower case
    deployed.container as deployment_container,                                                 -- blob container that a Flex Consumption app's code comes from; empty for any other
    deployed.login as deployment_login,                                                         -- how that container is opened: systemassignedidentity, userassignedidentity, storageaccountconnectionstring
    nullif(regexp_extract(lower(deployed.container), '^https?://([a-z0-9]+)\.', 1), '') as deployment_account, -- storage account of that container; null for any other app
    case when settings.outcome = 'ok' then
        case
            when as_text((settings.body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.form'), 'empty') = 'empty' then ''
            when as_text((settings.body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.value'), null) = '0' then ''
            when as_text((settings.body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.value'), null) = '1' then 'local'
            else as_text((settings.body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.form'), null)
        end
    end as package_form,                                                                        -- the app runs from a package: local (on its own share), url, reference, text; empty if it does not
    case when settings.outcome = 'ok' and not coalesce(named.is_account_hidden, false) then list_sort(list_distinct(list_filter(
        list_concat(coalesce(named.accounts, []), [nullif(regexp_extract(lower(deployed.container), '^https?://([a-z0-9]+)\.', 1), '')]),
        lambda a: coalesce(a, '') <> ''
    ))) end as storage_account_names,                                                           -- storage accounts that hold its code, keys or state; null where a reference hides one of them
    case when settings.outcome = 'ok' and not coalesce(named.is_account_hidden, false) then coalesce(list_filter(named.content_accounts, lambda a: coalesce(a, '') <> ''), []) end as content_account_names, -- those of them that hold its content share, which is opened with a key only; null where a reference hides one
    case when settings.outcome = 'ok' then coalesce(list_filter(named.vaults, lambda v: coalesce(v, '') <> ''), []) end as vault_names, -- key vaults that its settings refer to
    case when resolved.id is not null and len(list_filter(resolved.items, lambda r: coalesce(r.properties.status, '') = '')) = 0 then list_sort(list_transform(
        list_filter(resolved.items, lambda r: lower(r.properties.status) not in ('resolved', 'initialized')),
        lambda r: coalesce(r.name, '') || ': ' || r.properties.status
    )) end as broken_references                                                                 -- 'NAME: status' of each setting whose reference to a Key Vault secret could not be resolved
from self
left join settings on settings.id = self.id
left join named on named.id = self.id
left join deployed on deployed.id = self.id
left join resolved on resolved.id = self.id
