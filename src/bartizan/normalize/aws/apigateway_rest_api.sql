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
        regexp_replace(
            regexp_extract(coalesce(m.value ->> '$.methodIntegration.uri', ''), 'functions/(arn:[^/]+)/invocations', 1),
            '^((?:[^:]+:){6}[^:]+):.*$', '\1'
        ) as function_arn
    from resources, json_each(resources.body -> '$.items') as r, json_each(r.value -> '$.resourceMethods') as m
),
opened as (
    -- OPTIONS answers browsers' preflight questions, which never carry credentials.
    select
        id,
        count(*) as routes,
        list(method || ' ' || path order by path, method) filter (
            where authorization_type = 'NONE' and not is_key_required and method <> 'OPTIONS'
        ) as without_authorization,
        list(method || ' ' || path order by path, method) filter (
            where authorization_type = 'NONE' and is_key_required and method <> 'OPTIONS'
        ) as with_key_only,
        to_json(list({
            'method': method, 'path': path, 'authorization': authorization_type, 'is_key_required': is_key_required,
            'function_arn': function_arn
        } order by path, method))::varchar as listed
    from method
    group by id
),
stage as (
    select
        stages.id,
        s.value ->> '$.stageName' as name,
        coalesce(s.value ->> '$.accessLogSettings.destinationArn', '') = '' as is_without_access_log,
        coalesce(upper(s.value ->> '$.methodSettings."*/*".loggingLevel'), 'OFF') = 'OFF' as is_without_execution_log,
        coalesce(s.value ->> '$.webAclArn', '') = '' as is_without_waf,
        -- Without a limit of its own (unset, or -1) a stage shares that of the account's whole region.
        coalesce((s.value ->> '$.methodSettings."*/*".throttlingRateLimit')::double, -1) < 0 as is_without_throttle,
        list_has_any(json_extract_string(s.value, '$.methodSettings.*.dataTraceEnabled'), ['true']) as is_traced,
        coalesce((s.value ->> '$.cacheClusterEnabled')::boolean, false) as has_cache,
        s.value -> '$.methodSettings' as settings,
        s.value -> '$.variables' as variables
    from stages, json_each(stages.body -> '$.item') as s
),
cached as (
    select stage.id, stage.name, bool_or(
        coalesce((m.value ->> '$.cachingEnabled')::boolean, false) and not coalesce((m.value ->> '$.cacheDataEncrypted')::boolean, false)
    ) as is_unencrypted
    from stage, json_each(stage.settings) as m
    where stage.has_cache
    group by stage.id, stage.name
),
staged as (
    select
        id,
        list(name order by name) as names,
        bool_or(is_without_access_log) as is_without_access_log,
        bool_or(is_without_execution_log) as is_without_execution_log,
        bool_or(is_without_waf) as is_without_waf,
        bool_or(is_without_throttle) as is_without_throttle,
        bool_or(is_traced) as is_traced
    from stage
    group by id
),
caching as (
    select id, bool_or(is_unencrypted) as is_unencrypted from cached group by id
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
        case when resources.outcome = 'ok' then coalesce(opened.routes, 0) end as routes,
        case when resources.outcome = 'ok' then coalesce(opened.without_authorization, []) end as without_authorization,
        case when resources.outcome = 'ok' then coalesce(opened.with_key_only, []) end as with_key_only,
        case when resources.outcome = 'ok' then coalesce(opened.listed, '[]') end as listed,
        case when stages.outcome = 'ok' then coalesce(staged.names, []) end as stage_names
    from self
    left join resources on resources.id = self.id
    left join opened on opened.id = self.id
    left join stages on stages.id = self.id
    left join staged on staged.id = self.id
)
select
    self.id,                                                                              -- API ARN
    self.body ->> '$.name' as name,                                                       -- API name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    coalesce((self.body -> '$.tags')::varchar, '{}') as tags,                             -- tags, a JSON object
    self.observed_at,                                                                     -- when it was read, UTC
    self.body ->> '$.id' as api_id,                                                       -- API id
    coalesce(self.body ->> '$.endpointConfiguration.types[0]', 'EDGE') as endpoint_type,  -- EDGE, REGIONAL or PRIVATE
    reach.is_limited as has_limiting_policy,                                              -- its resource policy keeps some callers out; null where the policy does not parse
    vpc.is_open as has_open_private_policy,                                               -- private, but its policy lets in VPC endpoints of every account; null where the policy does not parse
    not reach.is_private and not reach.is_limited as is_internet_facing,                  -- anyone on the internet can send it requests
    len(fact.stage_names) > 0 as is_deployed,                                             -- has a stage
    fact.stage_names,                                                                     -- names of its stages
    fact.routes as route_count,                                                           -- number of methods
    fact.listed as routes,                                                                -- methods, a JSON list of method, path, authorization, is_key_required, function_arn
    fact.without_authorization as open_routes,                                            -- methods without authorization and API key, except OPTIONS
    fact.with_key_only as key_only_routes,                                                -- methods that ask for an API key and nothing else
    case
        when authorizers.outcome = 'ok' then coalesce(json_array_length(authorizers.body -> '$.items'), 0)
    end as authorizer_count,                                                              -- number of authorizers
    case
        when stages.outcome = 'ok' then coalesce(staged.is_without_access_log, false)
    end as has_stage_without_access_log,                                                  -- some stage writes no access log
    case
        when stages.outcome = 'ok' then coalesce(staged.is_without_execution_log, false)
    end as has_stage_without_execution_log,                                               -- some stage writes no execution log
    case
        when stages.outcome = 'ok' then coalesce(staged.is_without_waf, false)
    end as has_stage_without_waf,                                                         -- some stage has no web application firewall in front
    case
        when stages.outcome = 'ok' then coalesce(staged.is_without_throttle, false)
    end as has_stage_without_throttle,                                                    -- some stage has no limit of its own on the rate of requests
    case
        when stages.outcome = 'ok' then coalesce(staged.is_traced, false)
    end as has_stage_with_data_trace,                                                     -- some stage writes whole requests and answers to its log
    case
        when stages.outcome = 'ok' then coalesce(caching.is_unencrypted, false)
    end as has_stage_with_unencrypted_cache,                                              -- some stage caches answers without encryption
    case when stages.outcome = 'ok' then coalesce(secret.kinds, []) end as stage_secret_kinds,  -- secrets in stage variables, each as stage/NAME: kind
    access.domain_names as domain_names,                                                  -- custom domain names that lead to it
    access.usage_plans as usage_plans,                                                    -- usage plans that hold for a stage of it
    coalesce((self.body ->> '$.disableExecuteApiEndpoint')::boolean, false)
        as is_default_endpoint_disabled                                                   -- reachable by its own domain names only
from self
left join reach on reach.id = self.id
left join fact on fact.id = self.id
left join stages on stages.id = self.id
left join staged on staged.id = self.id
left join caching on caching.id = self.id
left join vpc on vpc.id = self.id
left join secret on secret.id = self.id
left join authorizers on authorizers.id = self.id
left join aws_apigateway_api_access as access on access.id = self.id
