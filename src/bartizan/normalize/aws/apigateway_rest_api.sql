-- API Gateway REST APIs, one row per API.
with gate as (
    -- A resource policy that denies or allows by condition keeps some callers out; one that just allows keeps out nobody.
    select
        self.id,
        coalesce(json_type(self.body, '$.policy'), 'NULL') as form,
        list_contains(from_json(self.body -> '$.endpointConfiguration.types', '["VARCHAR"]'), 'PRIVATE') as is_private
    from self
),
statement as (
    select
        self.id as id,
        s.value ->> '$.Effect' as effect,
        coalesce(s.value ->> '$.Principal', '') = '*' or coalesce(s.value ->> '$.Principal.AWS', '') in ('*', '["*"]')
            as is_for_anyone,
        coalesce(json_type(s.value, '$.Condition') = 'OBJECT' and len(json_keys(s.value, '$.Condition')) > 0, false)
            as is_conditional
    from self, json_each(
        case json_type((self.body -> '$.policy'), '$.Statement') when 'ARRAY' then (self.body -> '$.policy') -> '$.Statement'
        else json_array((self.body -> '$.policy') -> '$.Statement') end
    ) as s
    where json_type((self.body -> '$.policy')) = 'OBJECT'
),
reach as (
    select
        gate.id,
        coalesce(gate.is_private, false) as is_private,
        case
            when gate.form = 'NULL' then false
            when gate.form = 'OBJECT' then coalesce((
                select bool_or(statement.effect = 'Deny' and statement.is_conditional)
                    or not bool_or(statement.effect = 'Allow' and not statement.is_conditional)
                from statement where statement.id = gate.id
            ), true)
        end as is_limited
    from gate
),
vpc as (
    -- A private API without a policy answers nobody. A condition on the network, or a denial of all others, closes it.
    select
        gate.id,
        case
            when not coalesce(gate.is_private, false) or gate.form = 'NULL' then false
            when gate.form = 'OBJECT' then coalesce((
                select bool_or(statement.effect = 'Allow' and statement.is_for_anyone and not statement.is_conditional)
                    and not bool_or(statement.effect = 'Deny' and statement.is_conditional)
                from statement where statement.id = gate.id
            ), false)
        end as is_open
    from gate
),
method as (
    select
        resources.id,
        r.value ->> '$.path' as path,
        m.key as method,
        coalesce(m.value ->> '$.authorizationType', 'NONE') as authorization_type,
        coalesce((m.value ->> '$.apiKeyRequired')::boolean, false) as is_key_required,
        coalesce(m.value ->> '$.methodIntegration.type', '') as integration_type,
        -- Preflight questions of browsers never carry credentials, and a mock answers everyone the same.
        m.key <> 'OPTIONS' and coalesce(m.value ->> '$.methodIntegration.type', '') <> 'MOCK' as is_guardable,
        coalesce(m.value ->> '$.requestValidatorId', '') <> '' as is_validated,
        len(list_filter(coalesce(json_extract_string(m.value, '$.requestModels.*'), []), lambda n: n <> 'Empty')) > 0
            as has_model,
        regexp_replace(
            regexp_extract(coalesce(m.value ->> '$.methodIntegration.uri', ''), 'functions/(arn:[^/]+)/invocations', 1),
            '^((?:[^:]+:){6}[^:]+):.*$', '\1'
        ) as function_arn
    from resources, json_each(resources.body -> '$.items') as r, json_each(r.value -> '$.resourceMethods') as m
),
opened as (
    select
        id,
        count(*) as routes,
        list(method || ' ' || path order by path, method) filter (
            where is_guardable and authorization_type = 'NONE' and not is_key_required
        ) as without_authorization,
        list(method || ' ' || path order by path, method) filter (
            where is_guardable and authorization_type = 'NONE' and is_key_required
        ) as with_key_only,
        -- Behind a proxy integration the function or the server reads the body itself, unless a model says what belongs there.
        list(method || ' ' || path order by path, method) filter (
            where is_guardable and not is_validated
            and (has_model or method in ('POST', 'PUT', 'PATCH') and integration_type not in ('AWS_PROXY', 'HTTP_PROXY'))
        ) as unvalidated,
        bool_or(integration_type in ('HTTP', 'HTTP_PROXY')) as has_http_backend,
        to_json(list({
            'method': method, 'path': path, 'authorization': authorization_type, 'is_key_required': is_key_required,
            'is_guardable': is_guardable, 'function_arn': function_arn
        } order by path, method))::varchar as listed
    from method
    group by id
),
fact as (
    select
        self.id,
        case when resources.outcome = 'ok' then coalesce(opened.routes, 0) end as routes,
        case when resources.outcome = 'ok' then coalesce(opened.without_authorization, []) end as without_authorization,
        case when resources.outcome = 'ok' then coalesce(opened.with_key_only, []) end as with_key_only,
        case when resources.outcome = 'ok' then coalesce(opened.listed, '[]') end as listed,
        case when resources.outcome = 'ok' then coalesce(opened.unvalidated, []) end as unvalidated,
        case when resources.outcome = 'ok' then coalesce(opened.has_http_backend, false) end as has_http_backend
    from self
    left join resources on resources.id = self.id
    left join opened on opened.id = self.id
)
select
    self.id,                                                                              -- API ARN
    self.body ->> '$.name' as name,                                                       -- API name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    coalesce((self.body -> '$.tags')::varchar, '{}') as tags,                             -- tags, a JSON object
    list_sort(list_transform(json_keys(coalesce(self.body -> '$.tags', '{}'::json)), lambda k: lower(k))) as tag_keys,  -- keys of its tags in lower case
    list_sort(list_transform(map_entries(coalesce(self.body -> '$.tags', '{}'::json)::map(varchar, varchar)), lambda t: lower(t.key || '=' || t.value)))
        as tag_pairs,                                                                     -- tags in lower case, each as key=value
    self.observed_at,                                                                     -- when it was read, UTC
    self.body ->> '$.id' as api_id,                                                       -- API id
    coalesce(self.body ->> '$.endpointConfiguration.types[0]', 'EDGE') as endpoint_type,  -- EDGE, REGIONAL or PRIVATE
    reach.is_limited as has_limiting_policy,                                              -- its resource policy keeps some callers out; null where the policy does not parse
    vpc.is_open as has_open_private_policy,                                               -- private, but its policy lets in VPC endpoints of every account; null where the policy does not parse
    not reach.is_private and not reach.is_limited and (
        not coalesce((self.body ->> '$.disableExecuteApiEndpoint')::boolean, false) or len(access.open_domain_names) > 0
    ) as is_internet_facing,                                                              -- anyone on the internet can send it requests, at its default endpoint or at a domain name that asks for no client certificate
    len(stage.names) > 0 as is_deployed,                                                  -- has a stage
    stage.names as stage_names,                                                           -- names of its stages
    fact.routes as route_count,                                                           -- number of methods
    fact.listed as routes,                                                                -- methods, a JSON list of method, path, authorization, is_key_required, is_guardable, function_arn
    fact.without_authorization as open_routes,                                            -- methods without authorization and API key, except OPTIONS and mocks
    fact.with_key_only as key_only_routes,                                                -- methods that ask for an API key and nothing else, except OPTIONS and mocks
    case
        when authorizers.outcome = 'ok' then coalesce(json_array_length(authorizers.body -> '$.items'), 0)
    end as authorizer_count,                                                              -- number of authorizers
    fact.unvalidated as unvalidated_routes,                                               -- methods that hand on what callers send without a validator: those with a model, and those with a body before a backend that is no proxy integration
    fact.has_http_backend as has_http_backend,                                            -- some method calls a server over HTTP
    stage.is_without_access_log as has_stage_without_access_log,                          -- some stage writes no access log
    stage.is_without_execution_log as has_stage_without_execution_log,                    -- some stage writes no execution log
    stage.is_without_waf as has_stage_without_waf,                                        -- some stage has no web application firewall in front
    stage.is_without_throttle as has_stage_without_throttle,                              -- some stage has no limit of its own on the rate of requests
    stage.has_data_trace as has_stage_with_data_trace,                                    -- some stage writes whole requests and answers to its log
    stage.is_without_tracing as has_stage_without_tracing,                                -- some stage is not traced by X-Ray
    stage.is_without_certificate as has_stage_without_client_certificate,                 -- some stage shows the servers behind it no client certificate
    stage.has_cache as has_stage_with_cache,                                              -- some stage has a cache
    stage.has_unencrypted_cache as has_stage_with_unencrypted_cache,                      -- some stage caches answers without encryption
    stage.secret_kinds as stage_secret_kinds,                                             -- secrets in stage variables, each as stage/NAME: kind
    access.domain_names as domain_names,                                                  -- custom domain names that lead to it
    access.usage_plans as usage_plans,                                                    -- usage plans that hold for a stage of it
    coalesce((self.body ->> '$.disableExecuteApiEndpoint')::boolean, false)
        as is_default_endpoint_disabled                                                   -- reachable by its own domain names only
from self
left join reach on reach.id = self.id
left join fact on fact.id = self.id
left join aws_apigateway_stage as stage on stage.id = self.id
left join vpc on vpc.id = self.id
left join authorizers on authorizers.id = self.id
left join aws_apigateway_api_access as access on access.id = self.id
