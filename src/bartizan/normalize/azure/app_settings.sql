-- Part of azure_web_app, azure_function_app: names of each app's settings, secrets among their values, its package, one row per app.
with secret_setting as (
    select id, list_sort(list(entry.key || ': ' || (entry.value ->> '$.secret'))) as places
    from (
        select id, unnest(map_entries(from_json(body -> '$.properties', '"MAP(VARCHAR, JSON)"'))) as entry from settings where outcome = 'ok'
    )
    where coalesce(entry.value ->> '$.secret', '') <> ''
    group by id
),

secret_string as (
    select id, list_sort(list(entry.key || ': ' || (entry.value ->> '$.secret'))) as places
    from (
        select id, unnest(map_entries(from_json(body -> '$.properties', '"MAP(VARCHAR, JSON)"'))) as entry
        from connection_strings where outcome = 'ok'
    )
    where coalesce(entry.value ->> '$.secret', '') <> ''
    group by id
)

select
    self.id,                                                                                    -- ARM id, lower case
    case when settings.outcome = 'ok' then list_sort(coalesce(json_keys(settings.body -> '$.properties'), [])) end as setting_names, -- names of the app settings
    case when settings.outcome = 'ok' then coalesce(secret_setting.places, cast([] as varchar[])) end as secret_kinds, -- 'NAME: kind' of each secret found in the app settings
    case when connection_strings.outcome = 'ok' then coalesce(secret_string.places, cast([] as varchar[])) end as connection_secret_kinds, -- 'NAME: kind' of each secret found in the connection strings
    case when settings.outcome = 'ok' then coalesce(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.url', '') end as package_url, -- where the code is fetched from, without its query; empty if not from a URL
    case when settings.outcome = 'ok' then
        case
            when coalesce(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.secret', '') <> 'sas_signature' then 0
            else coalesce(greatest(date_diff(
                'day', self.observed_at, try_cast(left(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.expires', 10) as timestamp)
            ), 0), 36500)
        end
    end as package_sas_days,                                                                    -- days for which the package's shared access signature stays good; 0 without one, 36500 if it shows no end
    case when settings.outcome = 'ok' then
        coalesce(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.url', '') <> ''
        and coalesce(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.secret', '') = ''
        and coalesce(self.body ->> '$.identity.type', 'None') = 'None'
    end as is_package_public                                                                    -- the code is fetched from a URL with neither a signature nor an identity, so that everybody may
from self
left join settings on settings.id = self.id
left join connection_strings on connection_strings.id = self.id
left join secret_setting on secret_setting.id = self.id
left join secret_string on secret_string.id = self.id
