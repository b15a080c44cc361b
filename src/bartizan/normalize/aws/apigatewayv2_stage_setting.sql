-- Part of aws_apigatewayv2_api: the settings of its stages, one row per stage; of an API whose stages were not read one row of nulls.
with stage as (
    select
        stages.id,
        as_text((s.value -> '$.StageName'), null) as name,
        as_object((s.value -> '$.Tags')) as tags,
        as_text((s.value -> '$.AccessLogSettings.DestinationArn'), '') <> '' as has_access_log,
        coalesce(upper(s.value ->> '$.DefaultRouteSettings.LoggingLevel'), 'OFF') <> 'OFF' as has_execution_log,
        as_decimal((s.value -> '$.DefaultRouteSettings.ThrottlingRateLimit'), -1) >= 0 as has_rate_limit,
        as_flag((s.value -> '$.DefaultRouteSettings.DataTraceEnabled'), false)
            or list_has_any(json_extract_string(s.value, '$.RouteSettings.*.DataTraceEnabled'), ['true']) as has_data_trace
    from stages, json_each(stages.body -> '$.Items') as s
),
variable as (
    select stages.id, s.value ->> '$.StageName' as name, v.key as variable, v.value ->> '$.secret' as kind
    from stages, json_each(stages.body -> '$.Items') as s, json_each(s.value -> '$.StageVariables') as v
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
    stage.has_rate_limit,                                                                 -- has a rate limit of its own
    stage.has_data_trace,                                                                 -- logs full messages
    case when stage.id is not null then coalesce(secret.kinds, []) end as secret_kinds    -- secrets in its variables, each as NAME: kind
from self
left join stages on stages.id = self.id
left join stage on stage.id = self.id
left join secret on secret.id = stage.id and secret.name = stage.name
where stage.id is not null or stages.outcome is distinct from 'ok'
