-- Part of azure_web_app, azure_function_app: names of each app's settings, secrets among their values, its package, one row per app.
with said as (
    select settings.id, s.key as name, s.value as setting
    from settings, json_each(settings.body -> '$.properties') as s
    where settings.outcome = 'ok'
    union all
    select connection_strings.id, s.key, s.value
    from connection_strings, json_each(connection_strings.body -> '$.properties') as s
    where connection_strings.outcome = 'ok'
),

hosted as (
    select
        id,
        lower(coalesce(
            setting ->> '$.account', setting ->> '$.server',
            nullif(regexp_extract(setting ->> '$.url', '^[A-Za-z0-9+.-]+://([^/:?#]+)', 1), '')
        )) as host
    from said
    where as_text((setting -> '$.secret'), '') <> ''
),

secret_host as (
    select id, list(distinct host order by host) as hosts from hosted where host is not null group by id
),

secret_setting as (
    select settings.id, list_sort(list(s.key || ': ' || as_text((s.value -> '$.secret'), null))) as places
    from settings, json_each(settings.body -> '$.properties') as s
    where settings.outcome = 'ok' and as_text((s.value -> '$.secret'), '') <> ''
    group by settings.id
),

secret_string as (
    select connection_strings.id, list_sort(list(s.key || ': ' || as_text((s.value -> '$.secret'), null))) as places
    from connection_strings, json_each(connection_strings.body -> '$.properties') as s
    where connection_strings.outcome = 'ok' and as_text((s.value -> '$.secret'), '') <> ''
    group by connection_strings.id
),

package as (
    select
        id,
        coalesce(
            as_flag((body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.signed'), null),
            as_text((body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.secret'), null) = 'sas_signature', false
        ) as is_signed,
        try_cast(left(as_text((body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.expires'), null), 10) as timestamp) as expires_on,
        lower(regexp_extract(as_text((body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.url'), ''), '^https?://([^/:]+)', 1)) as host
    from settings where outcome = 'ok'
)

select
    self.id,                                                                                    -- ARM id, lower case
    case when settings.outcome = 'ok' then list_sort(json_keys(as_object((settings.body -> '$.properties')))) end as setting_names, -- names of the app settings
    case when settings.outcome = 'ok' then coalesce(secret_setting.places, cast([] as varchar[])) end as secret_kinds, -- 'NAME: kind' of each secret found in the app settings
    case when connection_strings.outcome = 'ok' then coalesce(secret_string.places, cast([] as varchar[])) end as connection_secret_kinds, -- 'NAME: kind' of each secret found in the connection strings
    case when settings.outcome = 'ok' and connection_strings.outcome = 'ok' then coalesce(secret_host.hosts, cast([] as varchar[])) end as secret_hosts, -- hosts and storage accounts that those secrets are for, where a secret says so
    case when settings.outcome = 'ok' then as_text((settings.body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.url'), '') end as package_url, -- where the code is fetched from, without its query; empty if not from a URL
    case when settings.outcome = 'ok' then
        case
            when not package.is_signed then 0
            when package.expires_on is null then 36500
            else greatest(date_diff('day', self.observed_at::date, package.expires_on), 0)
        end
    end as package_sas_days,                                                                    -- days for which the package's shared access signature is valid; 0 without one, 36500 without an expiry
    case when settings.outcome = 'ok' then
        as_text((settings.body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.url'), '') <> ''
        and not package.is_signed and as_text((settings.body -> '$.properties.WEBSITE_RUN_FROM_PACKAGE.secret'), '') = ''
        -- An identity opens blobs of Azure Storage and nothing else.
        and (as_text((self.body -> '$.identity.type'), 'None') = 'None' or not contains(package.host, '.blob.'))
    end as is_package_public,                                                                   -- the code is fetched from a URL with neither a signature nor an identity that opens it, so anyone can fetch it
    package.host as package_host                                                                -- host that the code is fetched from; empty if not from a URL
from self
left join settings on settings.id = self.id
left join connection_strings on connection_strings.id = self.id
left join package on package.id = self.id
left join secret_host on secret_host.id = self.id
left join secret_setting on secret_setting.id = self.id
left join secret_string on secret_string.id = self.id
