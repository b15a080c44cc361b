-- Another account invokes a function, a version or an alias whose policy names it.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function
with allowed as (
    select id, foreign_accounts, unknown_accounts from aws_lambda_function
    union all
    select id, foreign_accounts, unknown_accounts from aws_lambda_alias
    union all
    select id, foreign_accounts, unknown_accounts from aws_lambda_version
),
named as (
    select id, unknown_accounts, unnest(foreign_accounts) as account from allowed
)
select
    'foreign:aws:' || named.account as source_id,
    named.id as target_id,
    'yes' as effect,
    '' as condition,
    'its policy allows account ' || named.account as why,
    'known_account' as weight_key,
    case when list_contains(named.unknown_accounts, named.account) then ['aws.lambda.unknown_account_in_policy'] else [] end
        as rule_ids
from named
left join aws_account on aws_account.id = named.account
where aws_account.id is null
union all
select 'internet', null, 'unknown', 'lambda:GetPolicy of ' || id || ' was not read', '', '', []
from allowed
where foreign_accounts is null
