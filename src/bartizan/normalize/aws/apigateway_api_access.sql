-- Part of aws_apigateway_rest_api, aws_apigatewayv2_api: the custom domain names that point to an API, and the limits on its stages.
with names_listed as (
    -- A name whose mappings were not read may point to any API of its account and region.
    select listing.scope, listing.region, bool_and(listing.outcome = 'ok') and coalesce(bool_and(
        aws_apigateway_domain_name.id is null or aws_apigateway_domain_name.api_ids is not null
    ), true) as is_complete
    from listing
    left join aws_apigateway_domain_name
        on aws_apigateway_domain_name.scope = listing.scope and aws_apigateway_domain_name.region = listing.region
    where listing.kind = 'aws_apigateway_domain_name'
    group by listing.scope, listing.region
),
plans_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_apigateway_usage_plan'
    group by scope, region
),
api as (
    select id, scope, region, split_part(id, '/', 3) as api_id from self
),
named as (
    select
        api.id,
        list_sort(list(aws_apigateway_domain_name.name)) as names,
        list_sort(list(aws_apigateway_domain_name.name) filter (where not aws_apigateway_domain_name.asks_for_client_certificate))
            as open_names
    from api
    join aws_apigateway_domain_name
        on aws_apigateway_domain_name.scope = api.scope and aws_apigateway_domain_name.region = api.region
        and list_contains(aws_apigateway_domain_name.api_ids, api.api_id)
    group by api.id
),
planned as (
    select api.id, list_sort(list(aws_apigateway_usage_plan.name)) as plans
    from api
    join aws_apigateway_usage_plan
        on aws_apigateway_usage_plan.scope = api.scope and aws_apigateway_usage_plan.region = api.region
        and len(list_filter(aws_apigateway_usage_plan.stages, lambda s: split_part(s, '/', 1) = api.api_id)) > 0
    group by api.id
)
select
    api.id,                                                                               -- API ARN
    case when names_listed.is_complete then coalesce(named.names, []) end as domain_names,  -- custom domain names that point to it
    case when names_listed.is_complete then coalesce(named.open_names, []) end as open_domain_names,  -- those that do not require a client certificate
    case when plans_listed.is_complete then coalesce(planned.plans, []) end as usage_plans  -- usage plans that apply to a stage of it
from api
left join names_listed on names_listed.scope = api.scope and names_listed.region = api.region
left join plans_listed on plans_listed.scope = api.scope and plans_listed.region = api.region
left join named on named.id = api.id
left join planned on planned.id = api.id
