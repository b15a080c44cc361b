-- Anyone on the internet calls a signed function URL through a CloudFront distribution that signs for them.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function, aws_lambda_alias
with signed as (
    select id, scope, url, url_reach, is_behind_cloudfront, allows_any_distribution from aws_lambda_function
    union all
    select id, scope, url, url_reach, is_behind_cloudfront, allows_any_distribution from aws_lambda_alias
),
addressed as (
    select
        signed.*,
        lower(split_part(signed.url, '/', 3)) as host
    from signed
    where coalesce(signed.url_reach = 'signed', true) and coalesce(signed.is_behind_cloudfront, signed.url_reach is not null)
),
sourced as (
    select addressed.id, unnest(policy.source_arns) as distribution
    from addressed
    join aws_lambda_policy as policy on policy.id = addressed.id
),
allowed as (
    select * from sourced where split_part(distribution, ':', 3) = 'cloudfront'
),
-- A policy that names no distribution may allow all of an account.
forwarding as (
    select distinct addressed.id, front.name, front.has_firewall, list_contains(front.plain_origin_hosts, addressed.host) as is_plain
    from addressed
    join aws_cloudfront_distribution as front
        on front.is_enabled and list_contains(front.open_origin_hosts, addressed.host)
        and list_contains(front.signed_origin_hosts, addressed.host)
    left join allowed on allowed.id = addressed.id
    where allowed.id is null or front.id like replace(allowed.distribution, '*', '%')
)
select
    'internet' as source_id,
    id as target_id,
    'yes' as effect,
    '' as condition,
    'its policy lets any distribution of any account call its URL' as why,
    'no_authentication' as weight_key,
    ['aws.lambda.url_past_cloudfront'] as rule_ids
from addressed
where url_reach = 'signed' and is_behind_cloudfront and allows_any_distribution
union all
select
    'internet', id, 'yes', '', 'distribution ' || name || ' forwards to its URL and signs the requests',
    case when not is_plain then 'own_login' when has_firewall then 'firewall' else 'no_authentication' end, []
from forwarding
union all
select 'internet', allowed.id, 'conditional', 'distribution ' || allowed.distribution || ', which was not read, forwards to its URL',
    'its policy lets a distribution of another account call its URL', 'known_account', []
from allowed
left join aws_account as account on account.id = split_part(allowed.distribution, ':', 5)
where account.id is null
union all
select 'internet', addressed.id, 'conditional', 'a distribution forwards to its URL; cloudfront:ListDistributions was not read',
    'its policy lets a distribution call its URL', 'no_authentication', []
from addressed
left join aws_cloudfront_reading as reading on reading.id = addressed.scope
where not coalesce(reading.is_complete, false) and not coalesce(addressed.allows_any_distribution, true)
union all
select 'internet', id, 'unknown', 'lambda:GetFunctionUrlConfig or lambda:GetPolicy was not read',
    'its policy may let a distribution call its URL', 'no_authentication', []
from addressed
where url_reach is null or is_behind_cloudfront is null or allows_any_distribution is null
