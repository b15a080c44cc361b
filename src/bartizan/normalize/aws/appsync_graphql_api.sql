-- AppSync GraphQL APIs, one row per API.
with provider as (
    select self.id, as_text((self.body -> '$.authenticationType'), '') as type from self
    union
    select self.id, as_text((p.value -> '$.authenticationType'), '')
    from self, json_each(self.body -> '$.additionalAuthenticationProviders') as p
),
provided as (
    select id, list_sort(list(type)) as types from provider where type <> '' group by id
),
source as (
    select data_sources.id, list_sort(list_distinct(list(d.value ->> '$.lambdaConfig.lambdaFunctionArn'))) as arns
    from data_sources, json_each(data_sources.body -> '$.dataSources') as d
    where d.value ->> '$.lambdaConfig.lambdaFunctionArn' <> ''
    group by data_sources.id
)
select
    self.id,                                                             -- API ARN
    as_text((self.body -> '$.name'), null) as name,                      -- API name
    self.scope,                                                          -- account id
    self.region,                                                         -- region
    as_object((self.body -> '$.tags')) as tags,                          -- tags, a JSON object
    self.observed_at,                                                    -- when it was read, UTC
    as_text((self.body -> '$.apiId'), '') as api_id,                     -- API id
    coalesce(provided.types, []) as authentication_types,                -- ways to authenticate, each of which suffices: API_KEY, AWS_IAM, AMAZON_COGNITO_USER_POOLS, OPENID_CONNECT or AWS_LAMBDA
    as_text((self.body -> '$.visibility'), 'GLOBAL') <> 'PRIVATE' as is_internet_facing,  -- reachable from the internet
    as_text((self.body -> '$.wafWebAclArn'), '') <> '' as has_firewall,  -- a web ACL of AWS WAF is in front of it
    as_text((self.body -> '$.lambdaAuthorizerConfig.authorizerUri'), '') as authorizer_function_arn,  -- Lambda function that authorizes its requests; empty without one
    case when data_sources.outcome = 'ok' then coalesce(source.arns, []) end as function_arns  -- Lambda functions that it calls, as configured
from self
left join provided on provided.id = self.id
left join data_sources on data_sources.id = self.id
left join source on source.id = self.id
