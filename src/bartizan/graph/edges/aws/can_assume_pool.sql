-- Guests and users of a Cognito identity pool become a role: its trust policy names the pool, and the pool gives them the role.
-- kind: can_assume
-- mode: controls
-- from: aws_iam_role
with document as (
    select id, json_extract(trust_policy, '$.Statement') as statements
    from aws_iam_role
    where contains(trust_policy, 'cognito-identity.amazonaws.com')
),
statement as (
    select id, unnest(case when json_type(statements) = 'ARRAY' then json_extract(statements, '$[*]') else [statements] end) as body
    from document
),
trusting as (
    select
        id,
        json_extract_string(body, '$.Effect') as effect,
        bool_or(json_extract_string(body, '$.Effect') = 'Deny') over (partition by id) as is_denied,
        regexp_extract_all(
            regexp_extract(cast(json_extract(body, '$.Condition') as varchar), ':aud"\s*:\s*("[^"]*"|\[[^\]]*\])', 1), '"([^"]*)"', 1
        ) as pools,
        coalesce(
            regexp_extract(cast(json_extract(body, '$.Condition') as varchar), ':amr"\s*:\s*("[^"]*"|\[[^\]]*\])', 1), ''
        ) as ways
    from statement
    where contains(coalesce(cast(json_extract(body, '$.Principal.Federated') as varchar), ''), 'cognito-identity.amazonaws.com')
),
named as (
    select
        *,
        unnest(case when array_length(pools) > 0 then pools else ['*'] end) as pool_id,
        ways = '' or contains(ways, 'unauthenticated') as takes_guests,
        ways = '' or contains(replace(ways, 'unauthenticated', ''), 'authenticated') as takes_users
    from trusting
    where effect = 'Allow'
),
judged as (
    select
        named.id,
        named.pool_id,
        named.is_denied,
        pool.id is not null as is_read,
        named.takes_guests and pool.allows_guests
            and (pool.allows_classic_flow or pool.guest_role_arn = named.id) as is_of_guests,
        named.takes_users and (pool.allows_classic_flow or pool.user_role_arn = named.id) as is_of_users
    from named
    left join aws_cognito_identity_pool as pool on pool.pool_id = named.pool_id
)
select
    'internet' as source_id,
    id as target_id,
    case
        when not is_denied and (pool_id = '*' or coalesce(is_of_guests, false)) then 'yes'
        when pool_id <> '*' and is_read and not coalesce(is_of_guests or is_of_users, false) then 'unknown'
        else 'conditional'
    end as effect,
    case
        when is_denied then 'no denial of the trust policy applies'
        when pool_id = '*' or coalesce(is_of_guests, false) then ''
        when not is_read then 'the identity pool ' || pool_id || ', which was not read, allows guests or new users'
        when is_of_users then 'an outsider can sign in to the identity pool ' || pool_id
        else 'cognito-identity:DescribeIdentityPool or GetIdentityPoolRoles of ' || pool_id || ' was not read'
    end as condition,
    case when pool_id = '*' then 'its trust policy takes identities of any identity pool'
        else 'its trust policy takes identities of the identity pool ' || pool_id end as why,
    case when pool_id = '*' or is_of_guests then 'no_authentication' else 'own_login' end as weight_key,
    cast([] as varchar[]) as rule_ids
from judged
where pool_id = '*' or not is_read or coalesce(is_of_guests or is_of_users, true)
