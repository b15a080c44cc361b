-- Another account or organization invokes a function, a version or an alias whose policy names it.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function
with allowed as (
    select id, foreign_accounts, unknown_accounts, unknown_organizations from aws_lambda_function
    union all
    select id, foreign_accounts, unknown_accounts, unknown_organizations from aws_lambda_alias
    union all
    select id, foreign_accounts, unknown_accounts, unknown_organizations from aws_lambda_version
),
named as (
    select id, unknown_accounts as unknown, unnest(foreign_accounts) as who, 'account' as what from allowed
    union all
    select id, unknown_organizations, unnest(unknown_organizations), 'organization' from allowed
)
select
    'foreign:aws:' || named.who as source_id,
    named.id as target_id,
    'yes' as effect,
    '' as condition,
    'its policy allows ' || named.what || ' ' || named.who as why,
    'known_account' as weight_key,
    case when list_contains(named.unknown, named.who) then ['aws.lambda.unknown_account_in_policy'] else [] end
        as rule_ids
from named
left join aws_account on aws_account.id = named.who
where aws_account.id is null
union all
select 'internet', null, 'unknown', 'lambda:GetPolicy of ' || id || ' was not read', '', '', []
from allowed
where foreign_accounts is null
union all
select 'internet', null, 'unknown', 'the organization of ' || split_part(id, ':', 5) || ' was not read', '', '', []
from allowed
where foreign_accounts is not null and unknown_organizations is null
