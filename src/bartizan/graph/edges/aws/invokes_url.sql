-- Anyone on the internet calls a function by its URL: it asks for no authentication, and both required grants are there.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function, aws_lambda_alias
with addressed as (
    select id, has_url, url_is_public as is_open from aws_lambda_function
    union all
    select id, has_url, url_reach = 'public' from aws_lambda_alias
)
select
    'internet' as source_id,
    id as target_id,
    case when is_open then 'yes' else 'unknown' end as effect,
    case when is_open then '' else 'lambda:GetFunctionUrlConfig or lambda:GetPolicy was not read' end as condition,
    'its URL asks for no authentication and its policy allows anyone' as why,
    'no_authentication' as weight_key,
    ['aws.lambda.public_function_url'] as rule_ids
from addressed
where coalesce(is_open, true)
union all
select 'internet', null, 'unknown', 'lambda:ListAliases or lambda:ListVersionsByFunction of ' || name || ' was not read', '', '', []
from aws_lambda_function
where alias_names is null
