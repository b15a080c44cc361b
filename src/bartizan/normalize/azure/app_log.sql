-- Part of azure_web_app, azure_function_app: the destinations of each app's resource logs, one row per app.
with logged as (
    select
        id,
        list_sort(list_distinct(flatten(list_transform(
            coalesce(from_json(body -> '$.value', '[{"properties":{"logs":[{"category":"VARCHAR","categoryGroup":"VARCHAR","enabled":"BOOLEAN"}]}}]'), []),
            lambda s: list_transform(
                list_filter(coalesce(s.properties.logs, []), lambda l: coalesce(l.enabled, false)),
                lambda l: coalesce(nullif(l.category, ''), l.categoryGroup, '')
            )
        )))) as categories
    from diagnostics where known(outcome)
)

select
    self.id,                                                                                    -- ARM id, lower case
    logged.categories as log_categories,                                                        -- categories, and groups such as allLogs, of resource logs that a diagnostic setting exports
    case when config.outcome = 'ok' then as_flag((config.body -> '$.properties.httpLoggingEnabled'), false) end as is_http_logging_enabled -- the web server's log is kept on the app itself
from self
left join config on config.id = self.id
left join logged on logged.id = self.id
