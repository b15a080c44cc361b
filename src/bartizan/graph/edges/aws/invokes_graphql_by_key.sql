-- A holder of an API key calls a function behind a GraphQL API of AppSync: keys are in every client, and no authentication.
-- kind: invokes
-- mode: invokes
-- from: aws_appsync_graphql_api
with called as (
    select *, unnest(function_arns) as function_arn
    from aws_appsync_graphql_api
    where is_internet_facing and list_contains(authentication_types, 'API_KEY')
)
select
    'internet' as source_id,
    function_arn as target_id,
    'yes' as effect,
    '' as condition,
    'GraphQL API ' || name || ' asks for an API key alone' as why,
    'key_only' as weight_key,
    cast([] as varchar[]) as rule_ids
from called
union all
select 'internet', null, 'unknown', 'appsync:ListDataSources of ' || coalesce(name, id) || ' was not read', '', '', []
from aws_appsync_graphql_api
where function_arns is null and is_internet_facing and list_contains(authentication_types, 'API_KEY')
