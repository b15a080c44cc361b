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
    select
        integrations.id,
        i.value ->> '$.IntegrationId' as integration_id,
        coalesce(i.value ->> '$.IntegrationUri', '') as uri,
        coalesce(i.value ->> '$.ConnectionType', '') = 'VPC_LINK' as is_private,
        coalesce(json_type(i.value, '$.TlsConfig') = 'OBJECT', false) as is_encrypted
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
unencrypted as (
    select id, list(uri order by uri) as uris
    from integration
    where is_private and not is_encrypted
    group by id
),
judged as (
    -- Without an audience, a token that the issuer made for any other application opens this API, too.
    select
        authorizers.id,
        list(coalesce(a.value ->> '$.Name', a.value ->> '$.AuthorizerId', '') order by a.value ->> '$.Name') filter (
            where coalesce(json_array_length(a.value -> '$.JwtConfiguration.Audience'), 0) = 0
        ) as without_audience,
        count(*) as authorizers
    from authorizers, json_each(authorizers.body -> '$.Items') as a
    where a.value ->> '$.AuthorizerType' = 'JWT'
    group by authorizers.id
),
fact as (
    select
        self.id,
        case when routes.outcome = 'ok' then coalesce(opened.routes, 0) end as routes,
        case when routes.outcome = 'ok' then coalesce(opened.without_authorization, []) end as without_authorization,
        case when routes.outcome = 'ok' then coalesce(opened.with_key_only, []) end as with_key_only,
        case when routes.outcome = 'ok' and integrations.outcome = 'ok' then coalesce(opened.listed, '[]') end as listed
    from self
    left join routes on routes.id = self.id
    left join integrations on integrations.id = self.id
    left join opened on opened.id = self.id
)
select
    self.id,                                                                              -- API ARN
    self.body ->> '$.Name' as name,                                                       -- API name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    coalesce((self.body -> '$.Tags')::varchar, '{}') as tags,                             -- tags, a JSON object
    list_sort(list_transform(json_keys(coalesce(self.body -> '$.Tags', '{}'::json)), lambda k: lower(k))) as tag_keys,  -- keys of its tags in lower case
    self.observed_at,                                                                     -- when it was read, UTC
    self.body ->> '$.ApiId' as api_id,                                                    -- API id
    lower(self.body ->> '$.ProtocolType') as protocol,                                    -- http or websocket
    coalesce(self.body ->> '$.ApiEndpoint', '') as endpoint_url,                          -- address that clients call
    not coalesce((self.body ->> '$.DisableExecuteApiEndpoint')::boolean, false) or len(access.open_domain_names) > 0
        as is_internet_facing,                                                            -- anyone on the internet can send it requests, at its default endpoint or at a domain name that asks for no client certificate
    len(stage.names) > 0 as is_deployed,                                                  -- has a stage
    stage.names as stage_names,                                                           -- names of its stages
    fact.routes as route_count,                                                           -- number of routes
    fact.listed as routes,                                                                -- routes, a JSON list of method, path, authorization, is_key_required, is_guardable, function_arn
    fact.without_authorization as open_routes,                                            -- routes without authorization and API key; of a WebSocket API only $connect counts, OPTIONS never
    fact.with_key_only as key_only_routes,                                                -- routes that ask for an API key and nothing else
    case
        when authorizers.outcome = 'ok' then coalesce(json_array_length(authorizers.body -> '$.Items'), 0)
    end as authorizer_count,                                                              -- number of authorizers
    case
        when authorizers.outcome = 'ok' then coalesce(judged.authorizers, 0)
    end as jwt_authorizer_count,                                                          -- number of authorizers that check JSON web tokens
    case
        when authorizers.outcome = 'ok' then coalesce(judged.without_audience, [])
    end as authorizers_without_audience,                                                  -- those of them that accept tokens made for any application
    case
        when integrations.outcome = 'ok' then exists (select 1 from integration where integration.id = self.id and integration.is_private)
    end as has_private_integration,                                                       -- it leads to servers in a VPC
    case
        when integrations.outcome = 'ok' then coalesce(unencrypted.uris, [])
    end as unencrypted_integrations,                                                      -- listeners and services in a VPC that it calls without TLS
    stage.is_without_access_log as has_stage_without_access_log,                          -- some stage writes no access log
    (self.body ->> '$.ProtocolType') = 'WEBSOCKET' and stage.is_without_execution_log
        as has_stage_without_execution_log,                                               -- some stage writes no execution log; false for HTTP APIs, which have none
    stage.is_without_throttle as has_stage_without_throttle,                              -- some stage has no limit of its own on the rate of requests
    stage.has_data_trace as has_stage_with_data_trace,                                    -- some stage writes whole messages to its log; WebSocket APIs alone can
    stage.secret_kinds as stage_secret_kinds,                                             -- secrets in stage variables, each as stage/NAME: kind
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
left join aws_apigateway_stage as stage on stage.id = self.id
left join integrations on integrations.id = self.id
left join unencrypted on unencrypted.id = self.id
left join judged on judged.id = self.id
left join authorizers on authorizers.id = self.id
left join aws_apigateway_api_access as access on access.id = self.id
