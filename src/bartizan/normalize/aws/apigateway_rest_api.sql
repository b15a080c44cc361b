-- API Gateway REST APIs, one row per API.
with form as (
    -- A policy that is still text could not be parsed.
    select
        self.id,
        coalesce(json_type(self.body, '$.policy'), 'NULL') as policy,
        list_contains(as_texts((self.body -> '$.endpointConfiguration.types')), 'PRIVATE') as is_private
    from self
),
guard as (
    select
        authorizers.id,
        list_sort(list(distinct regexp_extract(
            as_text((a.value -> '$.authorizerUri'), ''), '/functions/(arn:[^/]+)/invocations', 1
        ))) as arns
    from authorizers, json_each(authorizers.body -> '$.items') as a
    group by authorizers.id
),
cached as (
    -- Without a time of its own, a decision is kept for five minutes.
    select
        authorizers.id,
        list(
            as_text((a.value -> '$.name'), '') || ': ' || as_number((a.value -> '$.authorizerResultTtlInSeconds'), 300)
            || ' seconds by ' || as_text((a.value -> '$.identitySource'), 'nothing') order by a.value ->> '$.name'
        ) as texts
    from authorizers, json_each(authorizers.body -> '$.items') as a
    where a.value ->> '$.type' in ('TOKEN', 'REQUEST') and as_number((a.value -> '$.authorizerResultTtlInSeconds'), 300) > 0
    group by authorizers.id
),
reach as (
    -- A private API without a policy denies every call.
    select
        form.id,
        coalesce(form.is_private, false) as is_private,
        case when form.policy = 'NULL' then false when form.policy = 'OBJECT' then not gate.is_open end as is_limited,
        case
            when not coalesce(form.is_private, false) or form.policy = 'NULL' then false
            when form.policy = 'OBJECT' then gate.is_open_to_endpoints
        end as is_open_to_endpoints
    from form
    left join aws_apigateway_gate as gate on gate.id = form.id
),
called as (
    select
        resources.id,
        r.value ->> '$.path' as path,
        m.key as method,
        as_text((m.value -> '$.authorizationType'), 'NONE') as authorization_type,
        as_flag((m.value -> '$.apiKeyRequired'), false) as is_key_required,
        as_text((m.value -> '$.methodIntegration.type'), '') as integration_type,
        as_text((m.value -> '$.methodIntegration.uri'), '') as uri,
        as_text((m.value -> '$.requestValidatorId'), '') <> '' as is_validated,
        len(list_filter(coalesce(json_extract_string(m.value, '$.requestModels.*'), []), lambda n: n <> 'Empty')) > 0
            as has_model
    from resources, json_each(resources.body -> '$.items') as r, json_each(r.value -> '$.resourceMethods') as m
),
method as (
    -- A mock integration runs no backend, and preflight requests of browsers never carry credentials: a function that
    -- answers them runs for everyone.
    select
        *,
        integration_type <> 'MOCK' and (method <> 'OPTIONS' or contains(uri, ':lambda:path/')) as is_guardable
    from called
),
aimed as (
    -- A URI with stage variables may have a different target in each stage.
    select
        method.*,
        address.stage,
        regexp_extract(
            coalesce(address.address, method.uri), 'functions/(arn:[^/]+|\$\{[^/]+)/(?:response-streaming-)?invocations', 1
        ) as called_arn,
        regexp_replace(called_arn, '^((?:[^:]+:){6}[^:]+):.*$', '\1') as function_arn
    from method
    left join aws_apigateway_stage_address as address on address.id = method.id and address.uri = method.uri
),
led as (
    select
        id, method, path, authorization_type, is_key_required, is_guardable,
        case when not contains(function_arn, '${') then function_arn end as function_arn,
        regexp_replace(function_arn, '\$\{[^}]*\}', '*', 'g') as function_pattern,
        case when not contains(called_arn, '${') then called_arn end as target_arn,
        coalesce(list(stage order by stage) filter (where stage is not null), []) as stages
    from aimed
    group by all
),
listed as (
    select
        id,
        to_json(list({
            'method': method, 'path': path, 'authorization': authorization_type, 'is_key_required': is_key_required,
            'is_guardable': is_guardable, 'function_arn': function_arn, 'function_pattern': function_pattern,
            'target_arn': target_arn, 'stages': stages
        } order by path, method, function_pattern, target_arn, stages))::varchar as routes
    from led
    group by id
),
gated as (
    -- What the resource policy denies on every stage is closed, whatever authorization the method requires.
    select method.*, coalesce(reach.is_private or gate.id is null or len(gate.open_stages) > 0, true) as is_reached
    from method
    join reach on reach.id = method.id
    left join aws_apigateway_route_gate as gate on gate.id = method.id || ' ' || method.method || ' ' || method.path
),
opened as (
    select
        id,
        count(*) as routes,
        list(method || ' ' || path order by path, method) filter (
            where is_guardable and is_reached and authorization_type = 'NONE' and not is_key_required
        ) as without_authorization,
        list(method || ' ' || path order by path, method) filter (
            where is_guardable and is_reached and authorization_type = 'NONE' and is_key_required
        ) as with_key_only,
        -- Behind a proxy integration the function or the server reads the body itself, unless a model defines the body.
        list(method || ' ' || path order by path, method) filter (
            where is_guardable and not is_validated
            and (has_model or method in ('POST', 'PUT', 'PATCH') and integration_type not in ('AWS_PROXY', 'HTTP_PROXY'))
        ) as unvalidated,
        bool_or(integration_type in ('HTTP', 'HTTP_PROXY')) as has_http_backend
    from gated
    group by id
),
stage as (
    select stages.id, list(as_text((s.value -> '$.stageName'), null) order by s.value ->> '$.stageName') as names
    from stages, json_each(stages.body -> '$.item') as s
    group by stages.id
),
fact as (
    select
        self.id,
        case when resources.outcome = 'ok' then coalesce(opened.routes, 0) end as routes,
        case when resources.outcome = 'ok' then coalesce(opened.without_authorization, []) end as without_authorization,
        case when resources.outcome = 'ok' then coalesce(opened.with_key_only, []) end as with_key_only,
        case when resources.outcome = 'ok' then coalesce(listed.routes, '[]') end as listed,
        case when resources.outcome = 'ok' then coalesce(opened.unvalidated, []) end as unvalidated,
        case when resources.outcome = 'ok' then coalesce(opened.has_http_backend, false) end as has_http_backend
    from self
    left join resources on resources.id = self.id
    left join opened on opened.id = self.id
    left join listed on listed.id = self.id
)
select
    self.id,                                                                              -- API ARN
    as_text((self.body -> '$.name'), null) as name,                                                       -- API name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    as_object((self.body -> '$.tags')) as tags,                             -- tags, a JSON object
    list_sort(list_transform(json_keys(as_object((self.body -> '$.tags'))), lambda k: lower(k))) as tag_keys,  -- keys of its tags in lower case
    as_tag_pairs((self.body -> '$.tags'))
        as tag_pairs,                                                                     -- tags in lower case, each as key=value
    self.observed_at,                                                                     -- when it was read, UTC
    as_text((self.body -> '$.id'), null) as api_id,                                                       -- API id
    as_text((self.body -> '$.endpointConfiguration.types[0]'), 'EDGE') as endpoint_type,  -- EDGE, REGIONAL or PRIVATE
    reach.is_limited as has_limiting_policy,                                              -- its resource policy restricts callers; null where the policy does not parse
    reach.is_open_to_endpoints as has_open_private_policy,                                               -- private, but its policy allows VPC endpoints of any account; null where the policy does not parse
    not reach.is_private and not reach.is_limited and (
        not as_flag((self.body -> '$.disableExecuteApiEndpoint'), false) or len(access.open_domain_names) > 0
    ) as is_internet_facing,                                                              -- anyone on the internet can send it requests, at its default endpoint or at a domain name that does not require a client certificate
    case when stages.outcome = 'ok' then stage.id is not null end as is_deployed,           -- has a stage
    case when stages.outcome = 'ok' then coalesce(stage.names, []) end as stage_names,  -- names of its stages
    fact.routes as route_count,                                                           -- number of methods
    fact.listed as routes,                                                                -- methods, a JSON list of method, path, authorization, is_key_required, is_guardable, function_arn (null where an unknown stage variable names it), function_pattern, target_arn (with version or alias) and the stages where that holds (empty: all)
    fact.without_authorization as open_routes,                                            -- methods without authorization and API key that the resource policy does not close; mocks never count, OPTIONS only where a function answers
    fact.with_key_only as key_only_routes,                                                -- methods that require only an API key, of the same
    case
        when authorizers.outcome = 'ok' then as_length((authorizers.body -> '$.items'))
    end as authorizer_count,                                                              -- number of authorizers
    case
        when authorizers.outcome = 'ok' then list_filter(coalesce(guard.arns, []), lambda arn: arn <> '')
    end as authorizer_function_arns,                                                      -- ARNs of the Lambda functions that authorize its requests
    case when authorizers.outcome = 'ok' then coalesce(cached.texts, []) end
        as cached_authorizers,                                                            -- Lambda authorizers whose decisions are cached, each as name: seconds by what of the request
    fact.unvalidated as unvalidated_routes,                                               -- methods that forward requests without a validator: those with a model, and those with a body before a backend that is not a proxy integration
    fact.has_http_backend as has_http_backend,                                            -- some method calls a server over HTTP
    access.domain_names as domain_names,                                                  -- custom domain names that point to it
    access.usage_plans as usage_plans,                                                    -- usage plans that apply to a stage of it
    as_flag((self.body -> '$.disableExecuteApiEndpoint'), false)
        as is_default_endpoint_disabled                                                   -- reachable by its own domain names only
from self
left join reach on reach.id = self.id
left join fact on fact.id = self.id
left join stages on stages.id = self.id
left join stage on stage.id = self.id
left join authorizers on authorizers.id = self.id
left join guard on guard.id = self.id
left join cached on cached.id = self.id
left join aws_apigateway_api_access as access on access.id = self.id
