-- An alias runs the versions that it points to.
-- kind: routes_to
-- mode: invokes
-- from: aws_lambda_function
with pointed as (
    select id, function_arn, unnest(versions) as version from aws_lambda_alias
)
select
    id as source_id,
    case when version = '$LATEST' then function_arn else function_arn || ':' || version end as target_id,
    'yes' as effect,
    '' as condition,
    'the alias points to version ' || version as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from pointed
union all
select id, null, 'unknown', 'lambda:ListAliases did not say which version', '', '', []
from aws_lambda_alias
where versions is null
union all
select 'admin:aws:' || scope, null, 'unknown', 'lambda:ListAliases or lambda:ListVersionsByFunction of ' || name || ' was not read', '', '', []
from aws_lambda_function
where alias_names is null
