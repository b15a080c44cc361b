-- API Gateway HTTP and WebSocket APIs, one row per API.
with route as (
    select
        routes.id,
        r.value ->> '$.RouteKey' as route_key,
        coalesce(r.value ->> '$.AuthorizationType', 'NONE') as authorization_type,
        coalesce((r.value ->> '$.ApiKeyRequired')::boolean, false) as is_key_required,
        regexp_extract(coalesce(r.value ->> '$.Target', ''), 'integrations/(.+)$', 1) as integration_id
    from routes, json_each(routes.body -> '$.Items') as r
),
integration as (
    select integrations.id, i.value ->> '$.IntegrationId' as integration_id, coalesce(i.value ->> '$.IntegrationUri', '') as uri
    from integrations, json_each(integrations.body -> '$.Items') as i
),
target as (
    -- The URI is a function's ARN, or the address that invokes it; either may end with a version or alias.
    select
        id,
        integration_id,
        regexp_replace(
            regexp_extract(uri, '(arn:[^:/]+:lambda:[^:]+:\d{12}:function:[^/]+)', 1), '^((?:[^:]+:){6}[^:]+):.*$', '\1'
        ) as function_arn
    from integration
),
found as (
    select
        route.id,
        case when contains(route.route_key, ' ') then split_part(route.route_key, ' ', 1) else 'ANY' end as method,
        case when contains(route.route_key, ' ') then split_part(route.route_key, ' ', 2) else route.route_key end as path,
        route.route_key,
        route.authorization_type,
        route.is_key_required,
        -- Over a WebSocket only the first message can be refused: the other routes have no authorization of their own.
        case when self.body ->> '$.ProtocolType' = 'WEBSOCKET' then route.route_key = '$connect'
            else not starts_with(route.route_key, 'OPTIONS ') end as is_guardable,
        case when route.integration_id = '' then '' when integrations.outcome = 'ok' then coalesce(target.function_arn, '') end
            as function_arn
    from route
    join self on self.id = route.id
    left join integrations on integrations.id = route.id
    left join target on target.id = route.id and target.integration_id = route.integration_id
),
opened as (
    select
        id,
        count(*) as routes,
        list(route_key order by route_key) filter (
            where is_guardable and authorization_type = 'NONE' and not is_key_required
        ) as without_authorization,
        list(route_key order by route_key) filter (
            where is_guardable and authorization_type = 'NONE' and is_key_required
        ) as with_key_only,
        to_json(list({
            'method': method, 'path': path, 'authorization': authorization_type, 'is_key_required': is_key_required,
            'is_guardable': is_guardable, 'function_arn': function_arn
        } order by path, method))::varchar as listed
    from found
    group by id
),
stage as (
    select
        stages.id,
        s.value ->> '$.StageName' as name,
        coalesce(s.value ->> '$.AccessLogSettings.DestinationArn', '') = '' as is_without_access_log,
        coalesce((s.value ->> '$.DefaultRouteSettings.ThrottlingRateLimit')::double, -1) < 0 as is_without_throttle,
        coalesce((s.value ->> '$.DefaultRouteSettings.DataTraceEnabled')::boolean, false)
            or list_has_any(json_extract_string(s.value, '$.RouteSettings.*.DataTraceEnabled'), ['true']) as is_traced,
        s.value -> '$.StageVariables' as variables
    from stages, json_each(stages.body -> '$.Items') as s
),
staged as (
    select
        id,
        list(name order by name) as names,
        bool_or(is_without_access_log) as is_without_access_log,
        bool_or(is_without_throttle) as is_without_throttle,
        bool_or(is_traced) as is_traced
    from stage
    group by id
),
secret as (
    select stage.id, list(stage.name || '/' || v.key || ': ' || (v.value ->> '$.secret') order by stage.name, v.key) as kinds
    from stage, json_each(stage.variables) as v
    where v.value ->> '$.secret' is not null
    group by stage.id
),
fact as (
    select
        self.id,
        case when routes.outcome = 'ok' then coalesce(opened.routes, 0) end as routes,
        case when routes.outcome = 'ok' then coalesce(opened.without_authorization, []) end as without_authorization,
        case when routes.outcome = 'ok' then coalesce(opened.with_key_only, []) end as with_key_only,
        case when routes.outcome = 'ok' and integrations.outcome = 'ok' then coalesce(opened.listed, '[]') end as listed,
        case when stages.outcome = 'ok' then coalesce(staged.names, []) end as stage_names
    from self
    left join routes on routes.id = self.id
    left join integrations on integrations.id = self.id
    left join opened on opened.id = self.id
    left join stages on stages.id = self.id
    left join staged on staged.id = self.id
)
select
    self.id,                                                                              -- API ARN
    self.body ->> '$.Name' as name,                                                       -- API name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    coalesce((self.body -> '$.Tags')::varchar, '{}') as tags,                             -- tags, a JSON object
    self.observed_at,                                                                     -- when it was read, UTC
    self.body ->> '$.ApiId' as api_id,                                                    -- API id
    lower(self.body ->> '$.ProtocolType') as protocol,                                    -- http or websocket
    coalesce(self.body ->> '$.ApiEndpoint', '') as endpoint_url,                          -- address that clients call
    true as is_internet_facing,                                                           -- always true: these APIs have public endpoints only
    len(fact.stage_names) > 0 as is_deployed,                                             -- has a stage
    fact.stage_names,                                                                     -- names of its stages
    fact.routes as route_count,                                                           -- number of routes
    fact.listed as routes,                                                                -- routes, a JSON list of method, path, authorization, is_key_required, is_guardable, function_arn
    fact.without_authorization as open_routes,                                            -- routes without authorization and API key; of a WebSocket API only $connect counts, OPTIONS never
    fact.with_key_only as key_only_routes,                                                -- routes that ask for an API key and nothing else
    case
        when authorizers.outcome = 'ok' then coalesce(json_array_length(authorizers.body -> '$.Items'), 0)
    end as authorizer_count,                                                              -- number of authorizers
    case
        when stages.outcome = 'ok' then coalesce(staged.is_without_access_log, false)
    end as has_stage_without_access_log,                                                  -- some stage writes no access log
    case
        when stages.outcome = 'ok' then coalesce(staged.is_without_throttle, false)
    end as has_stage_without_throttle,                                                    -- some stage has no limit of its own on the rate of requests
    case
        when stages.outcome = 'ok' then coalesce(staged.is_traced, false)
    end as has_stage_with_data_trace,                                                     -- some stage writes whole messages to its log; WebSocket APIs alone can
    case when stages.outcome = 'ok' then coalesce(secret.kinds, []) end as stage_secret_kinds,  -- secrets in stage variables, each as stage/NAME: kind
    coalesce(from_json(self.body -> '$.CorsConfiguration.AllowOrigins', '["VARCHAR"]'), [])
        as allowed_origins,                                                               -- origins that its CORS configuration lets in
    coalesce((self.body ->> '$.CorsConfiguration.AllowCredentials')::boolean, false)
        as allows_cors_credentials,                                                       -- its CORS configuration lets browsers send credentials
    access.domain_names as domain_names,                                                  -- custom domain names that lead to it
    access.usage_plans as usage_plans,                                                    -- usage plans that hold for a stage of it
    coalesce((self.body ->> '$.DisableExecuteApiEndpoint')::boolean, false)
        as is_default_endpoint_disabled                                                   -- reachable by its own domain names only
from self
left join fact on fact.id = self.id
left join stages on stages.id = self.id
left join staged on staged.id = self.id
left join secret on secret.id = self.id
left join authorizers on authorizers.id = self.id
left join aws_apigateway_api_access as access on access.id = self.id
