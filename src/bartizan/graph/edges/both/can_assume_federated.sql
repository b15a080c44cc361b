-- A principal that an identity provider authenticates becomes the role: a repository of GitHub, an identity of Azure. Those of Cognito are in aws/can_assume_pool.
-- kind: can_assume
-- mode: controls
-- from: aws_iam_role
with document as (
    select id, json_extract(trust_policy, '$.Statement') as statements
    from aws_iam_role
    where contains(trust_policy, '"Federated"')
),
statement as (
    select id, unnest(case when json_type(statements) = 'ARRAY' then json_extract(statements, '$[*]') else [statements] end) as body
    from document
),
provider as (
    select
        id,
        json_extract_string(body, '$.Effect') as effect,
        cast(json_extract(body, '$.Condition') as varchar) as condition,
        unnest(case json_type(json_extract(body, '$.Principal.Federated'))
            when 'ARRAY' then from_json(json_extract(body, '$.Principal.Federated'), '["VARCHAR"]')
            else [json_extract_string(body, '$.Principal.Federated')] end) as provider
    from statement
),
tested as (
    select
        id,
        provider,
        condition,
        bool_or(effect = 'Deny') over (partition by id) as is_denied,
        effect,
        regexp_extract_all(
            regexp_extract(coalesce(condition, ''), ':sub"\s*:\s*("[^"]*"|\[[^\]]*\])', 1), '"([^"]*)"', 1
        ) as subjects
    from provider
    where provider <> ''
),
named as (
    select *, unnest(case when array_length(subjects) > 0 then subjects else ['*'] end) as subject from tested
    where effect = 'Allow'
),
placed as (
    select
        *,
        case
            when contains(provider, 'token.actions.githubusercontent.com') then 'github'
            when contains(provider, 'sts.windows.net/') or contains(provider, 'login.microsoftonline.com/') then 'azure'
            when contains(provider, 'cognito-identity.amazonaws.com') then 'cognito'
            when contains(provider, '-provider/') then 'other'
            else ''
        end as issuer
    from named
)
select
    case
        when issuer = 'github' and (split_part(subject, ':', 1) <> 'repo' or starts_with(subject, 'repo:*')) then 'internet'
        when issuer = 'github' then 'foreign:github:' || split_part(substr(subject, 6), ':', 1)
        when issuer = '' then 'internet'
        when issuer = 'azure' then coalesce(
            identity.id, principal.id,
            'foreign:azure:' || regexp_extract(provider, '(?:sts\.windows\.net|login\.microsoftonline\.com)/([^/]+)', 1)
        )
        else 'foreign:issuer:' || regexp_replace(provider, '^.*(oidc|saml)-provider/', '')
    end as source_id,
    placed.id as target_id,
    case
        when issuer = '' then 'unknown'
        when is_denied then 'conditional'
        when issuer = 'github' and subject <> '*' and split_part(subject, ':', 1) <> 'repo' then 'conditional'
        else 'yes'
    end as effect,
    case
        when issuer = '' then 'its trust policy names an identity provider in a form that is not known'
        when is_denied then 'no denial of the trust policy applies'
        when issuer = 'github' and subject <> '*' and split_part(subject, ':', 1) <> 'repo'
            then 'the token''s subject is ' || subject
        else ''
    end as condition,
    'its trust policy takes ' || subject || ' of ' || regexp_replace(provider, '^.*provider/', '') as why,
    case
        when subject = '*' or starts_with(subject, 'repo:*') then 'no_authentication'
        else 'known_account'
    end as weight_key,
    cast([] as varchar[]) as rule_ids
from placed
left join azure_user_assigned_identity as identity
    on issuer = 'azure' and (identity.principal_id = lower(subject) or identity.client_id = lower(subject))
left join azure_principal as principal on issuer = 'azure' and principal.id = lower(subject)
where issuer <> 'cognito'
union all
select 'internet', id, 'unknown', 'its trust policy was not read', 'its trust policy may name an identity provider', 'known_account', []
from aws_iam_role
where trust_policy is null
