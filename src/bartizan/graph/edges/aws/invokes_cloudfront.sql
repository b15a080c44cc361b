-- Anyone on the internet calls a signed function URL through a CloudFront distribution that signs for them.
-- kind: invokes
-- mode: invokes
-- from: aws_lambda_function, aws_lambda_alias
with addressed as (
    select id, url_reach, is_behind_cloudfront, allows_any_distribution from aws_lambda_function
    union all
    select id, url_reach, is_behind_cloudfront, allows_any_distribution from aws_lambda_alias
)
select
    'internet' as source_id,
    id as target_id,
    case
        when url_reach = 'signed' and is_behind_cloudfront and allows_any_distribution then 'yes'
        when url_reach = 'signed' and is_behind_cloudfront and not allows_any_distribution then 'conditional'
        else 'unknown'
    end as effect,
    case
        when url_reach is null or is_behind_cloudfront is null or allows_any_distribution is null
            then 'lambda:GetFunctionUrlConfig or lambda:GetPolicy was not read'
        when allows_any_distribution then ''
        else 'a distribution forwards to its URL; cloudfront:ListDistributions is not read'
    end as condition,
    case
        when allows_any_distribution then 'its policy lets any distribution of any account call its URL'
        else 'its policy lets a distribution call its URL'
    end as why,
    'no_authentication' as weight_key,
    case when allows_any_distribution then ['aws.lambda.url_past_cloudfront'] else [] end as rule_ids
from addressed
where coalesce(url_reach = 'signed', true) and coalesce(is_behind_cloudfront, url_reach is not null)
