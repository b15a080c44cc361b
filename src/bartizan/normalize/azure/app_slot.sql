-- Part of azure_web_app, azure_function_app: secrets of each slot that a swap hands on to another, one row per app.
with secret as (
    select id, list(entry.key) as names
    from (
        select id, unnest(map_entries(from_json(body -> '$.properties', '"MAP(VARCHAR, JSON)"'))) as entry from settings where outcome = 'ok'
        union all
        select id, unnest(map_entries(from_json(body -> '$.properties', '"MAP(VARCHAR, JSON)"'))) as entry
        from connection_strings where outcome = 'ok'
    )
    -- Azure keeps the content share's own setting with its slot.
    where (coalesce(entry.value ->> '$.secret', '') <> '' or (entry.value ->> '$.form') = 'reference')
        and entry.key <> 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING'
    group by id
),

sticky as (
    select
        id,
        list_concat(
            coalesce(from_json(body -> '$.properties.appSettingNames', '["VARCHAR"]'), []),
            coalesce(from_json(body -> '$.properties.connectionStringNames', '["VARCHAR"]'), [])
        ) as names
    from sticky_names where outcome = 'ok'
)

select
    self.id,                                                                                    -- ARM id, lower case
    case
        when not contains(self.id, '/slots/') then cast([] as varchar[])
        when settings.outcome = 'ok' and connection_strings.outcome = 'ok' and sticky.id is not null
            then list_sort(list_filter(coalesce(secret.names, cast([] as varchar[])), lambda n: not list_contains(sticky.names, n)))
    end as swapped_secret_names                                                                 -- settings of a slot that hold a secret or refer to one and go to the other side on a swap; none for an app
from self
left join settings on settings.id = self.id
left join connection_strings on connection_strings.id = self.id
left join secret on secret.id = self.id
left join sticky on sticky.id = self.id
