-- Part of aws_apigateway_rest_api: the settings of its stages, one row per stage; of an API whose stages were not read one row of nulls.
with stage as (
    select
        stages.id,
        as_text((s.value -> '$.stageName'), null) as name,
        as_object((s.value -> '$.tags')) as tags,
        as_text((s.value -> '$.accessLogSettings.destinationArn'), '') <> '' as has_access_log,
        coalesce(upper(s.value ->> '$.methodSettings."*/*".loggingLevel'), 'OFF') <> 'OFF' as has_execution_log,
        as_text((s.value -> '$.webAclArn'), '') <> '' as has_web_acl,
        -- Without a limit of its own (unset, or -1) a stage shares that of the account's whole region.
        as_decimal((s.value -> '$.methodSettings."*/*".throttlingRateLimit'), -1) >= 0 as has_rate_limit,
        list_has_any(json_extract_string(s.value, '$.methodSettings.*.dataTraceEnabled'), ['true']) as has_data_trace,
        as_flag((s.value -> '$.tracingEnabled'), false) as is_traced,
        as_text((s.value -> '$.clientCertificateId'), '') <> '' as has_client_certificate,
        as_flag((s.value -> '$.cacheClusterEnabled'), false) as has_cache
    from stages, json_each(stages.body -> '$.item') as s
),
cached as (
    select stages.id, s.value ->> '$.stageName' as name, bool_or(
        as_flag((m.value -> '$.cachingEnabled'), false) and not as_flag((m.value -> '$.cacheDataEncrypted'), false)
    ) as is_unencrypted
    from stages, json_each(stages.body -> '$.item') as s, json_each(s.value -> '$.methodSettings') as m
    where as_flag((s.value -> '$.cacheClusterEnabled'), false) and m.key <> ''
    group by all
),
variable as (
    select stages.id, s.value ->> '$.stageName' as name, v.key as variable, v.value ->> '$.secret' as kind
    from stages, json_each(stages.body -> '$.item') as s, json_each(s.value -> '$.variables') as v
),
secret as (
    select id, name, list(variable || ': ' || kind order by variable) as kinds
    from variable
    where kind is not null
    group by all
)
select
    self.id as api_arn,                                                                   -- API ARN
    stage.name,                                                                           -- stage name
    stage.tags,                                                                           -- tags, a JSON object
    stage.has_access_log,                                                                 -- writes an access log
    stage.has_execution_log,                                                              -- writes an execution log
    stage.has_web_acl,                                                                    -- has a web ACL of AWS WAF
    stage.has_rate_limit,                                                                 -- has a rate limit of its own
    stage.has_data_trace,                                                                 -- logs full requests and responses
    stage.is_traced,                                                                      -- traced by X-Ray
    stage.has_client_certificate,                                                         -- presents a client certificate to the backend
    stage.has_cache,                                                                      -- has a cache
    case when stage.id is not null then coalesce(cached.is_unencrypted, false) end as has_unencrypted_cache,  -- caches responses without encryption
    case when stage.id is not null then coalesce(secret.kinds, []) end as secret_kinds    -- secrets in its variables, each as NAME: kind
from self
left join stages on stages.id = self.id
left join stage on stage.id = self.id
left join cached on cached.id = stage.id and cached.name = stage.name
left join secret on secret.id = stage.id and secret.name = stage.name
where stage.id is not null or stages.outcome is distinct from 'ok'
