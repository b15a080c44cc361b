-- Resources of aws_apigateway_rest_api: API Gateway stages of REST APIs, one row per stage.
-- An API whose stages were not read has one row of nulls, under the ARN of all its stages: its verdicts are unknown.
with planned as (
    select plan.scope, plan.region, unnest(plan.stages) as stage, plan.name
    from aws_apigateway_usage_plan as plan
),
limited as (
    select scope, region, stage, list(name order by name) as plans from planned group by all
)
select
    api.id || '/stages' || coalesce('/' || stage.name, '') as id,                         -- stage ARN
    coalesce(stage.name, api.name) as name,                                               -- stage name; that of the API where its stages were not read
    api.scope,                                                                            -- account id
    api.region,                                                                           -- region
    stage.tags,                                                                           -- tags, a JSON object
    api.observed_at,                                                                      -- when its API was read, UTC
    api.id as api_arn,                                                                    -- API ARN
    api.name as api_name,                                                                 -- API name
    api.api_id,                                                                           -- API id
    api.endpoint_type,                                                                    -- EDGE, REGIONAL or PRIVATE
    api.is_internet_facing,                                                               -- anyone on the internet can send its API requests
    api.has_http_backend,                                                                 -- some method of its API calls a server over HTTP
    stage.has_access_log,                                                                 -- writes an access log
    stage.has_execution_log,                                                              -- writes an execution log
    stage.has_web_acl,                                                                    -- has a web ACL of AWS WAF
    stage.has_rate_limit,                                                                 -- has a rate limit of its own
    case when stage.name is not null and api.usage_plans is not null then coalesce(limited.plans, []) end
        as usage_plans,                                                                   -- usage plans that apply to it
    stage.has_data_trace,                                                                 -- logs full requests and responses
    stage.is_traced,                                                                      -- traced by X-Ray
    stage.has_client_certificate,                                                         -- presents a client certificate to the backend
    stage.has_cache,                                                                      -- has a cache
    stage.has_unencrypted_cache,                                                          -- caches responses without encryption
    stage.secret_kinds                                                                    -- secrets in its variables, each as NAME: kind
from aws_apigateway_stage_setting as stage
join aws_apigateway_rest_api as api on api.id = stage.api_arn
left join limited
    on limited.scope = api.scope and limited.region = api.region and limited.stage = api.api_id || '/' || stage.name
