-- Functions, one row per function in a function app or in one of its slots.
with binding as (
    select
        self.id,
        list_filter(
            coalesce(from_json(self.body -> '$.properties.config.bindings', '[{"type":"VARCHAR","authLevel":"VARCHAR","route":"VARCHAR"}]'), []),
            lambda b: ends_with(lower(coalesce(b.type, '')), 'trigger')
        )[1] as trigger
    from self
)

select
    self.id,                                                                                     -- ARM id, lower case
    coalesce(nullif(split_part(as_text((self.body -> '$.name'), null), '/', -1), ''), split_part(self.id, '/', -1)) as name, -- function name
    self.scope,                                                                                  -- subscription id
    self.region,                                                                                 -- location of the app
    '{}' as tags,                                                                                -- empty: functions carry no tags
    regexp_extract(self.id, '^(.*)/functions/[^/]+$', 1) as app_id,                              -- ARM id of its app or slot, lower case
    lower(coalesce(binding.trigger.type, '')) as trigger_type,                                   -- httptrigger, timertrigger, …; empty if none
    case
        when lower(binding.trigger.type) = 'httptrigger' then lower(coalesce(nullif(binding.trigger.authLevel, ''), 'function'))
        else ''
    end as auth_level,                                                                           -- anonymous, function or admin; empty for other triggers
    coalesce(binding.trigger.route, '') as route,                                                -- route of an HTTP trigger; empty for its name
    as_flag((self.body -> '$.properties.isDisabled'), false) as is_disabled, -- disabled
    lower(as_text((self.body -> '$.properties.language'), '')) as language,                      -- language that the host reports
    self.observed_at                                                                             -- when it was read, UTC
from self
left join binding on binding.id = self.id
