-- Aliases of Lambda functions, one row per alias of a function that publishes versions.
with share as (
    select self.id, list(v.key || ': ' || as_decimal((v.value -> '$'), 0) order by v.key) as texts, list(v.key order by v.key) as versions
    from self, json_each(self.body -> '$.RoutingConfig.AdditionalVersionWeights') as v
    group by self.id
),
aliased as (
    select id, regexp_replace(id, ':[^:]+$', '') as function_arn from self
),
url as (
    select distinct on (c.value ->> '$.FunctionArn') c.value ->> '$.FunctionArn' as id, c.value as body
    from aws_lambda_alias_url, json_each(aws_lambda_alias_url.configs) as c
    order by c.value ->> '$.FunctionArn'
),
addressed as (
    select
        aliased.id,
        case when asked.id is not null then url.id is not null end as has_url,
        case when asked.id is not null then as_text((url.body -> '$.AuthType'), '') end as auth,
        case when asked.id is not null then as_text((url.body -> '$.FunctionUrl'), '') end as url,
        case when asked.id is not null then as_texts((url.body -> '$.Cors.AllowOrigins')) end as origins,
        case when asked.id is not null then as_texts((url.body -> '$.Cors.AllowMethods')) end as methods,
        case when asked.id is not null then as_flag((url.body -> '$.Cors.AllowCredentials'), false) end as has_credentials,
        case
            when url.id is null and asked.id is not null then ''
            when url.body ->> '$.AuthType' = 'AWS_IAM' then 'signed'
            when url.id is not null and allowed.is_url_open then 'public'
            when url.id is not null and not allowed.is_url_open then 'latent'
        end as reach
    from aliased
    left join aws_lambda_alias_url as asked on asked.id = aliased.function_arn
    left join url on url.id = aliased.id
    left join aws_lambda_policy as allowed on allowed.id = aliased.id
)
select
    self.id,                                                                     -- alias ARN
    split_part(aliased.function_arn, ':', 7) || ':' || (self.body ->> '$.Name') as name,  -- function and alias name
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    '{}' as tags,                                                                -- always empty: aliases have no tags
    self.observed_at,                                                            -- when it was read, UTC
    aliased.function_arn,                                                        -- ARN of its function
    as_text((self.body -> '$.FunctionVersion'), '') as version,                  -- version that it points to; $LATEST for the unpublished one
    list_sort(list_distinct([as_text((self.body -> '$.FunctionVersion'), '')] || coalesce(share.versions, []))) as versions,  -- every version that it routes calls to
    coalesce(share.texts, []) as shares,                                         -- other versions and their share of the traffic, 0 to 1
    addressed.has_url,                                                           -- has a function URL of its own
    addressed.auth as url_auth,                                                  -- NONE or AWS_IAM; empty without a URL
    addressed.url,                                                               -- address of the URL; empty without one
    addressed.reach as url_reach,                                                -- public, latent (no authentication, but no grant either), signed or empty without a URL
    allowed.is_behind_cloudfront,                                                -- its policy allows CloudFront to call the URL
    allowed.allows_any_distribution,                                             -- and that for any distribution of any account
    addressed.origins as url_cors_origins,                                       -- origins that the URL's CORS configuration allows
    addressed.has_credentials as allows_url_cors_credentials,                    -- the URL's CORS configuration allows credentials
    addressed.methods as url_cors_methods,                                       -- methods that the URL's CORS configuration allows
    addressed.reach = 'signed' and allowed.is_url_open_to_accounts as is_signed_url_open,  -- any AWS account may call its URL, which requires a signature
    allowed.is_invocable or (addressed.reach = 'signed' and allowed.is_url_open_to_accounts)
        as is_publicly_invocable,                                                -- its policy allows any AWS account to invoke it, directly or through a URL that requires a signature
    allowed.unscoped_services,                                                   -- services allowed without a source condition (confused deputy)
    allowed.foreign_accounts,                                                    -- other accounts that its policy allows
    allowed.unknown_accounts,                                                    -- those that are neither scanned nor part of the same organization
    allowed.unknown_organizations,                                               -- other organizations whose accounts its policy allows
    allowed.allows_changes as allows_changes_by_outsiders              -- its policy lets an unknown account change it, another one do everything with it, or anyone read its code
from self
join aliased on aliased.id = self.id
left join share on share.id = self.id
left join addressed on addressed.id = self.id
left join aws_lambda_policy as allowed on allowed.id = self.id
