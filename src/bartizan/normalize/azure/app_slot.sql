-- Part of azure_web_app, azure_function_app: secrets of each slot that a swap moves to another, one row per app.
with own as (
    select settings.id, s.key as name, as_text((s.value -> '$.secret'), '') as secret, as_text((s.value -> '$.form'), null) as form
    from settings, json_each(settings.body -> '$.properties') as s
    where settings.outcome = 'ok'
),

connection as (
    select strings.id, s.key as name, as_text((s.value -> '$.secret'), '') as secret, as_text((s.value -> '$.form'), null) as form
    from connection_strings as strings, json_each(strings.body -> '$.properties') as s
    where strings.outcome = 'ok'
),

secret as (
    select id, list(name order by name) as names
    from (from own union all from connection)
    -- Azure keeps the content share's own setting with its slot.
    where (secret <> '' or form = 'reference') and name <> 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING'
    group by id
),

sticky as (
    select
        id,
        list_concat(
            as_texts((body -> '$.properties.appSettingNames')),
            as_texts((body -> '$.properties.connectionStringNames'))
        ) as names
    from sticky_names where outcome = 'ok'
)

select
    self.id,                                                                                    -- ARM id, lower case
    case
        when not contains(self.id, '/slots/') then cast([] as varchar[])
        when settings.outcome = 'ok' and connection_strings.outcome = 'ok' and sticky.id is not null
            then list_filter(coalesce(secret.names, cast([] as varchar[])), lambda n: not list_contains(sticky.names, n))
    end as swapped_secret_names                                                                 -- settings of a slot that contain or reference a secret and move on a swap; none for an app
from self
left join settings on settings.id = self.id
left join connection_strings on connection_strings.id = self.id
left join secret on secret.id = self.id
left join sticky on sticky.id = self.id
