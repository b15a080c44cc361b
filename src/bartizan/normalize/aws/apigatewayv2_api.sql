-- API Gateway HTTP and WebSocket APIs, one row per API.
with route as (
    select
        routes.id,
        as_text((r.value -> '$.RouteKey'), null) as route_key,
        as_text((r.value -> '$.AuthorizationType'), 'NONE') as authorization_type,
        as_flag((r.value -> '$.ApiKeyRequired'), false) as is_key_required,
        regexp_extract(as_text((r.value -> '$.Target'), ''), 'integrations/(.+)$', 1) as integration_id
    from routes, json_each(routes.body -> '$.Items') as r
),
integration as (
    select
        integrations.id,
        as_text((i.value -> '$.IntegrationId'), null) as integration_id,
        as_text((i.value -> '$.IntegrationUri'), '') as uri,
        as_text((i.value -> '$.ConnectionType'), '') = 'VPC_LINK' as is_private,
        as_object((i.value -> '$.TlsConfig')) is not null and not is_none((i.value -> '$.TlsConfig')) as is_encrypted
    from integrations, json_each(integrations.body -> '$.Items') as i
),
target as (
    -- The URI is a function's ARN, or the address that invokes it; either may end with a version or alias, and be named
    -- by variables of a stage.
    select
        integration.id,
        integration.integration_id,
        address.stage,
        regexp_extract(
            coalesce(address.address, integration.uri),
            '(arn:[^:/]+:lambda:[^:]+:(?:\d{12}|\$\{[^}]*\}):function:[^/]+|^\$\{[^}]*\}$|(?:functions/)\$\{[^}]*\})', 1
        ) as called_arn,
        regexp_replace(called_arn, '^((?:[^:]+:){6}[^:]+):.*$', '\1') as function_arn
    from integration
    left join aws_apigateway_stage_address as address on address.id = integration.id and address.uri = integration.uri
),
found as (
    select
        route.id,
        case when contains(route.route_key, ' ') then split_part(route.route_key, ' ', 1) else 'ANY' end as method,
        case when contains(route.route_key, ' ') then split_part(route.route_key, ' ', 2) else route.route_key end as path,
        route.route_key,
        route.authorization_type,
        route.is_key_required,
        target.stage,
        -- A WebSocket API authorizes only the connection: its other routes have no authorization of their own.
        -- Preflight requests of browsers carry no credentials: a function that answers them runs for everyone.
        case when self.body ->> '$.ProtocolType' = 'WEBSOCKET' then route.route_key = '$connect'
            else not starts_with(route.route_key, 'OPTIONS ') or coalesce(target.function_arn, '') <> '' end as is_guardable,
        case when route.integration_id = '' then '' when integrations.outcome = 'ok' then coalesce(target.function_arn, '') end
            as function_arn,
        case when route.integration_id = '' then '' when integrations.outcome = 'ok' then coalesce(target.called_arn, '') end
            as called_arn
    from route
    join self on self.id = route.id
    left join integrations on integrations.id = route.id
    left join target on target.id = route.id and target.integration_id = route.integration_id
),
led as (
    select
        id, method, path, route_key, authorization_type, is_key_required, is_guardable,
        case when not contains(function_arn, '${') then function_arn end as function_arn,
        regexp_replace(function_arn, '\$\{[^}]*\}', '*', 'g') as function_pattern,
        case when not contains(called_arn, '${') then called_arn end as target_arn,
        coalesce(list(stage order by stage) filter (where stage is not null), []) as stages
    from found
    group by all
),
opened as (
    select
        id,
        count(distinct route_key) as routes,
        list_sort(list(distinct route_key) filter (
            where is_guardable and authorization_type = 'NONE' and not is_key_required
        )) as without_authorization,
        list_sort(list(distinct route_key) filter (
            where is_guardable and authorization_type = 'NONE' and is_key_required
        )) as with_key_only,
        to_json(list({
            'method': method, 'path': path, 'authorization': authorization_type, 'is_key_required': is_key_required,
            'is_guardable': is_guardable, 'function_arn': function_arn, 'function_pattern': function_pattern,
            'target_arn': target_arn, 'stages': stages
        } order by path, method, function_pattern, target_arn, stages))::varchar as listed
    from led
    group by id
),
unencrypted as (
    select id, list(uri order by uri) as uris
    from integration
    where is_private and not is_encrypted
    group by id
),
guard as (
    select
        authorizers.id,
        list_sort(list(distinct regexp_extract(
            as_text((a.value -> '$.AuthorizerUri'), ''), '/functions/(arn:[^/]+)/invocations', 1
        ))) as arns
    from authorizers, json_each(authorizers.body -> '$.Items') as a
    group by authorizers.id
),
cached as (
    select
        authorizers.id,
        list(
            as_text((a.value -> '$.Name'), '') || ': ' || as_number((a.value -> '$.AuthorizerResultTtlInSeconds'), 0)
            || ' seconds by ' || array_to_string(as_texts((a.value -> '$.IdentitySource')), ', ') order by a.value ->> '$.Name'
        ) as texts
    from authorizers, json_each(authorizers.body -> '$.Items') as a
    where a.value ->> '$.AuthorizerType' = 'REQUEST' and as_number((a.value -> '$.AuthorizerResultTtlInSeconds'), 0) > 0
    group by authorizers.id
),
judged as (
    -- Without an audience, a token that the issuer made for another application is accepted too.
    select
        authorizers.id,
        list(coalesce(a.value ->> '$.Name', a.value ->> '$.AuthorizerId', '') order by a.value ->> '$.Name') filter (
            where as_length((a.value -> '$.JwtConfiguration.Audience')) = 0
        ) as without_audience,
        count(*) as authorizers
    from authorizers, json_each(authorizers.body -> '$.Items') as a
    where a.value ->> '$.AuthorizerType' = 'JWT'
    group by authorizers.id
),
stage as (
    select stages.id, list(as_text((s.value -> '$.StageName'), null) order by s.value ->> '$.StageName') as names
    from stages, json_each(stages.body -> '$.Items') as s
    group by stages.id
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
    as_text((self.body -> '$.Name'), null) as name,                                                       -- API name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    as_object((self.body -> '$.Tags')) as tags,                             -- tags, a JSON object
    list_sort(list_transform(json_keys(as_object((self.body -> '$.Tags'))), lambda k: lower(k))) as tag_keys,  -- keys of its tags in lower case
    self.observed_at,                                                                     -- when it was read, UTC
    as_text((self.body -> '$.ApiId'), null) as api_id,                                                    -- API id
    lower(self.body ->> '$.ProtocolType') as protocol,                                    -- http or websocket
    as_text((self.body -> '$.ApiEndpoint'), '') as endpoint_url,                          -- address that clients call
    not as_flag((self.body -> '$.DisableExecuteApiEndpoint'), false) or len(access.open_domain_names) > 0
        as is_internet_facing,                                                            -- anyone on the internet can send it requests, at its default endpoint or at a domain name that does not require a client certificate
    case when stages.outcome = 'ok' then stage.id is not null end as is_deployed,           -- has a stage
    case when stages.outcome = 'ok' then coalesce(stage.names, []) end as stage_names,  -- names of its stages
    fact.routes as route_count,                                                           -- number of routes
    fact.listed as routes,                                                                -- routes, a JSON list of method, path, authorization, is_key_required, is_guardable, function_arn (null where an unknown stage variable names it), function_pattern, target_arn (with version or alias) and the stages where that holds (empty: all)
    fact.without_authorization as open_routes,                                            -- routes without authorization and API key; of a WebSocket API only $connect counts, OPTIONS only where a function answers
    fact.with_key_only as key_only_routes,                                                -- routes that require only an API key
    case
        when authorizers.outcome = 'ok' then as_length((authorizers.body -> '$.Items'))
    end as authorizer_count,                                                              -- number of authorizers
    case
        when authorizers.outcome = 'ok' then list_filter(coalesce(guard.arns, []), lambda arn: arn <> '')
    end as authorizer_function_arns,                                                      -- ARNs of the Lambda functions that authorize its requests
    case when authorizers.outcome = 'ok' then coalesce(cached.texts, []) end
        as cached_authorizers,                                                            -- Lambda authorizers whose decisions are cached, each as name: seconds by what of the request
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
    as_texts((self.body -> '$.CorsConfiguration.AllowOrigins'))
        as allowed_origins,                                                               -- origins that its CORS configuration allows
    as_flag((self.body -> '$.CorsConfiguration.AllowCredentials'), false)
        as allows_cors_credentials,                                                       -- its CORS configuration allows credentials
    access.domain_names as domain_names,                                                  -- custom domain names that point to it
    access.usage_plans as usage_plans,                                                    -- usage plans that apply to a stage of it
    as_flag((self.body -> '$.DisableExecuteApiEndpoint'), false)
        as is_default_endpoint_disabled                                                   -- reachable by its own domain names only
from self
left join fact on fact.id = self.id
left join stages on stages.id = self.id
left join stage on stage.id = self.id
left join integrations on integrations.id = self.id
left join unencrypted on unencrypted.id = self.id
left join judged on judged.id = self.id
left join authorizers on authorizers.id = self.id
left join guard on guard.id = self.id
left join cached on cached.id = self.id
left join aws_apigateway_api_access as access on access.id = self.id
