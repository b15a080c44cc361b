-- Outsiders become a role whose trust policy allows any account, one that is not scanned, or another organization.
-- kind: can_assume
-- mode: controls
-- from: aws_iam_role
with trusting as (
    select id, trust_policy, unnest(foreign_trusted_accounts) as account, 'account' as what from aws_iam_role
    union all
    select id, trust_policy, unnest(foreign_trusted_organizations), 'organization' from aws_iam_role
)
select
    case when trusting.account = '*' then 'any_aws_account' else 'foreign:aws:' || trusting.account end as source_id,
    trusting.id as target_id,
    case when contains(trusting.trust_policy, 'sts:ExternalId') then 'conditional' else 'yes' end as effect,
    case when contains(trusting.trust_policy, 'sts:ExternalId') then 'the caller knows the external id' else '' end as condition,
    'its trust policy allows ' || case when trusting.account = '*' then 'any AWS account' else trusting.what || ' ' || trusting.account end
        as why,
    case when trusting.account = '*' then 'any_account' else 'known_account' end as weight_key,
    case when trusting.account = '*' then ['aws.iam.function_role_assumable_by_anyone']
        else ['aws.iam.function_role_trusts_other_account'] end as rule_ids
from trusting
left join aws_account on aws_account.id = trusting.account
where aws_account.id is null
union all
select 'any_aws_account', id, 'unknown', 'its trust policy was not read', 'its trust policy may allow any account', 'any_account',
    ['aws.iam.function_role_assumable_by_anyone']
from aws_iam_role
where foreign_trusted_accounts is null
union all
select 'any_aws_account', null, 'unknown', 'the organization of ' || split_part(id, ':', 5) || ' was not read', '', '', []
from aws_iam_role
where foreign_trusted_accounts is not null and foreign_trusted_organizations is null
