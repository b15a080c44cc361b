-- Part of aws_apigateway_rest_api, aws_apigatewayv2_api: what holds for some stage of an API, one row per API.
with stage as (
    select
        stages.id,
        as_text((s.value -> '$.stageName'), null) as name,
        as_text((s.value -> '$.accessLogSettings.destinationArn'), '') = '' as is_without_access_log,
        coalesce(upper(s.value ->> '$.methodSettings."*/*".loggingLevel'), 'OFF') = 'OFF' as is_without_execution_log,
        as_text((s.value -> '$.webAclArn'), '') = '' as is_without_waf,
        -- Without a limit of its own (unset, or -1) a stage shares that of the account's whole region.
        as_decimal((s.value -> '$.methodSettings."*/*".throttlingRateLimit'), -1) < 0 as is_without_throttle,
        list_has_any(json_extract_string(s.value, '$.methodSettings.*.dataTraceEnabled'), ['true']) as has_data_trace,
        not as_flag((s.value -> '$.tracingEnabled'), false) as is_without_tracing,
        as_text((s.value -> '$.clientCertificateId'), '') = '' as is_without_certificate,
        as_flag((s.value -> '$.cacheClusterEnabled'), false) as has_cache
    from stages, json_each(stages.body -> '$.item') as s
    union all
    -- What the second version of the API has no setting for counts as left out.
    select
        stages.id,
        s.value ->> '$.StageName',
        as_text((s.value -> '$.AccessLogSettings.DestinationArn'), '') = '',
        coalesce(upper(s.value ->> '$.DefaultRouteSettings.LoggingLevel'), 'OFF') = 'OFF',
        true,
        as_decimal((s.value -> '$.DefaultRouteSettings.ThrottlingRateLimit'), -1) < 0,
        as_flag((s.value -> '$.DefaultRouteSettings.DataTraceEnabled'), false)
            or list_has_any(json_extract_string(s.value, '$.RouteSettings.*.DataTraceEnabled'), ['true']),
        true,
        true,
        false
    from stages, json_each(stages.body -> '$.Items') as s
),
cached as (
    select stages.id, bool_or(
        as_flag((m.value -> '$.cachingEnabled'), false) and not as_flag((m.value -> '$.cacheDataEncrypted'), false)
    ) as is_unencrypted
    from stages, json_each(stages.body -> '$.item') as s, json_each(s.value -> '$.methodSettings') as m
    where as_flag((s.value -> '$.cacheClusterEnabled'), false) and m.key <> ''
    group by stages.id
),
staged as (
    select
        id,
        list(name order by name) as names,
        bool_or(is_without_access_log) as is_without_access_log,
        bool_or(is_without_execution_log) as is_without_execution_log,
        bool_or(is_without_waf) as is_without_waf,
        bool_or(is_without_throttle) as is_without_throttle,
        bool_or(has_data_trace) as has_data_trace,
        bool_or(is_without_tracing) as is_without_tracing,
        bool_or(is_without_certificate) as is_without_certificate,
        bool_or(has_cache) as has_cache
    from stage
    group by id
),
variable as (
    select stages.id, s.value ->> '$.stageName' as stage, v.key as variable, v.value ->> '$.secret' as kind
    from stages, json_each(stages.body -> '$.item') as s, json_each(s.value -> '$.variables') as v
    union all
    select stages.id, s.value ->> '$.StageName', v.key, v.value ->> '$.secret'
    from stages, json_each(stages.body -> '$.Items') as s, json_each(s.value -> '$.StageVariables') as v
),
secret as (
    select id, list(stage || '/' || variable || ': ' || kind order by stage, variable) as kinds
    from variable
    where kind is not null
    group by id
)
select
    self.id,                                                                      -- API ARN
    case when stages.outcome = 'ok' then coalesce(staged.names, []) end as names,  -- names of its stages
    case when stages.outcome = 'ok' then coalesce(staged.is_without_access_log, false) end as is_without_access_log,  -- some stage writes no access log
    case when stages.outcome = 'ok' then coalesce(staged.is_without_execution_log, false) end as is_without_execution_log,  -- some stage writes no execution log
    case when stages.outcome = 'ok' then coalesce(staged.is_without_waf, false) end as is_without_waf,  -- some stage has no web application firewall in front
    case when stages.outcome = 'ok' then coalesce(staged.is_without_throttle, false) end as is_without_throttle,  -- some stage has no limit of its own on the rate of requests
    case when stages.outcome = 'ok' then coalesce(staged.has_data_trace, false) end as has_data_trace,  -- some stage writes whole requests and answers to its log
    case when stages.outcome = 'ok' then coalesce(staged.is_without_tracing, false) end as is_without_tracing,  -- some stage is not traced by X-Ray
    case when stages.outcome = 'ok' then coalesce(staged.is_without_certificate, false) end as is_without_certificate,  -- some stage shows the backend no client certificate
    case when stages.outcome = 'ok' then coalesce(staged.has_cache, false) end as has_cache,  -- some stage has a cache
    case when stages.outcome = 'ok' then coalesce(cached.is_unencrypted, false) end as has_unencrypted_cache,  -- some stage caches answers without encryption
    case when stages.outcome = 'ok' then coalesce(secret.kinds, []) end as secret_kinds  -- secrets in stage variables, each as stage/NAME: kind
from self
left join stages on stages.id = self.id
left join staged on staged.id = self.id
left join cached on cached.id = self.id
left join secret on secret.id = self.id
