-- Anyone signs up to a Cognito user pool, or signs in as a user that it does not have, and it calls a function.
-- kind: invokes
-- mode: invokes
-- from: aws_cognito_user_pool
select
    'internet' as source_id,
    unnest(case when allows_sign_up then function_arns else unknown_user_function_arns end) as target_id,
    'yes' as effect,
    '' as condition,
    'the user pool ' || name || ' calls it for '
        || case when allows_sign_up then 'users, and anyone can sign up' else 'users that it does not know' end as why,
    'event' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_cognito_user_pool
union all
select 'internet', null, 'unknown', 'cognito-idp:DescribeUserPool of ' || name || ' was not read', '', '', []
from aws_cognito_user_pool
where function_arns is null
