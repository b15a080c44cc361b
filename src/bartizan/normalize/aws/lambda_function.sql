-- AWS Lambda functions, one row per function (its unpublished version, $LATEST).
with used as (
    select
        self.id,
        self.scope,
        self.region,
        l.key as position,
        l.value ->> '$.Arn' as arn,
        regexp_replace(l.value ->> '$.Arn', ':\d+$', '') as layer_arn,
        coalesce(try_cast(regexp_extract(l.value ->> '$.Arn', ':(\d+)$', 1) as bigint), 0) as version,
        split_part(l.value ->> '$.Arn', ':', 5) as owner
    from self, json_each(self.body -> '$.Layers') as l
),
layers_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_lambda_layer'
    group by scope, region
),
attached as (
    -- A layer of the account's own that is not listed any more has no newer version; one that could not be asked may.
    select
        used.id,
        used.position,
        used.arn,
        used.owner <> used.scope and publisher.account_id is null and aws_account.id is null as is_foreign,
        case
            when aws_lambda_layer.latest_version is not null then used.version < aws_lambda_layer.latest_version
            when used.owner = used.scope and layers_listed.is_complete then false
        end as is_outdated
    from used
    left join aws_lambda_layer on aws_lambda_layer.id = used.layer_arn
    left join layers_listed on layers_listed.scope = used.scope and layers_listed.region = used.region
    left join aws_layer_publisher as publisher on lpad(publisher.account_id::varchar, 12, '0') = used.owner
    left join aws_account on aws_account.id = used.owner
),
layered as (
    select
        id,
        list(arn order by position) as arns,
        list(arn order by position) filter (where is_foreign) as foreign_arns,
        list(arn order by position) filter (where is_outdated) as outdated_arns,
        any_true(is_outdated) as has_outdated,
        bool_and(is_outdated is not null) as is_judged
    from attached
    group by id
),
variable as (
    select
        self.id,
        list(v.key order by v.key) as names,
        list(v.key || ': ' || (v.value ->> '$.secret') order by v.key) filter (where v.value ->> '$.secret' is not null)
            as secrets
    from self, json_each(self.body -> '$.Environment.Variables') as v
    group by self.id
),
environment as (
    -- Without the right to use the key, AWS lists the function with an error in place of its variables.
    select
        self.id,
        case when self.body ->> '$.Environment.Error.ErrorCode' is null then coalesce(variable.names, []) end as names,
        case when self.body ->> '$.Environment.Error.ErrorCode' is null then coalesce(variable.secrets, []) end as secrets
    from self left join variable on variable.id = self.id
),
addressed as (
    select
        self.id,
        case url.outcome when 'ok' then true when 'absent' then false end as has_url,
        case url.outcome when 'ok' then coalesce(url.body ->> '$.AuthType', '') when 'absent' then '' end as auth,
        case
            when url.outcome = 'absent' then ''
            when url.body ->> '$.AuthType' = 'AWS_IAM' then 'signed'
            when url.outcome = 'ok' and allowed.is_url_open then 'public'
            when url.outcome = 'ok' and not allowed.is_url_open then 'latent'
        end as reach
    from self
    left join url on url.id = self.id
    left join aws_lambda_policy as allowed on allowed.id = self.id
),
apis_unread as (
    select scope, region from listing
    where kind in ('aws_apigateway_rest_api', 'aws_apigatewayv2_api') and outcome <> 'ok'
    union
    select scope, region from aws_apigateway_rest_api where routes is null
    union
    select scope, region from aws_apigatewayv2_api where routes is null
),
route as (
    select
        function_arn as id,
        count(*) as routes,
        list(api_name || ' ' || name order by api_name, name) filter (where is_open) as opened,
        any_true(is_open) as is_open,
        bool_and(is_open is not null) as is_judged,
        any_true(is_deployed and is_internet_facing) as is_facing_internet,
        any_true(is_deployed) as is_deployed,
        any_true(is_key_required and authorization_type = 'NONE') as is_key_only,
        any_true(authorization_type not in ('NONE', 'AWS_IAM')) as has_authorizer
    from aws_apigateway_route
    where function_arn <> ''
    group by function_arn
),
routed as (
    select
        self.id,
        apis_unread.scope is null as is_known,
        coalesce(route.routes, 0) > 0 as has_route,
        coalesce(route.opened, []) as opened,
        coalesce(route.is_judged, true) as is_judged,
        case when coalesce(route.routes, 0) = 0 then false else route.is_open end as is_open,
        case when coalesce(route.routes, 0) = 0 then false else route.is_facing_internet end as is_facing_internet,
        case when coalesce(route.routes, 0) = 0 then false else route.is_deployed end as is_deployed,
        coalesce(route.is_key_only, false) as is_key_only,
        coalesce(route.has_authorizer, false) as has_authorizer
    from self
    left join route on route.id = self.id
    left join apis_unread on apis_unread.scope = self.scope and apis_unread.region = self.region
),
api as (
    -- What some API does is known however many others could not be read; that none does it is not.
    select
        id,
        case when has_route then true when is_known then false end as has_route,
        case when is_open then true when is_known then is_open end as is_open,
        case when is_facing_internet then true when is_known then is_facing_internet end as is_facing_internet,
        case when is_deployed then true when is_known then is_deployed end as is_deployed,
        case when is_known and is_judged then opened end as opened,
        is_key_only,
        has_authorizer
    from routed
),
reached as (
    select
        self.id,
        case
            when addressed.reach in ('public', 'signed') or allowed.is_invocable or api.is_facing_internet then 'internet'
            when addressed.reach is null or allowed.is_invocable is null or api.is_facing_internet is null then null
            when addressed.has_url or api.is_deployed then 'restricted'
            when api.is_deployed is not null then 'private'
        end as exposure,
        case
            when addressed.reach = 'public' or api.is_open then 'none'
            when addressed.reach is null or api.is_open is null then null
            when api.is_key_only then 'key'
            when api.has_authorizer then 'authorizer'
            else 'iam'
        end as authentication
    from self
    left join addressed on addressed.id = self.id
    left join aws_lambda_policy as allowed on allowed.id = self.id
    left join api on api.id = self.id
),
ending as (
    select
        self.id,
        coalesce(end_of_life.deprecated_on, date '9999-12-31') as deprecated_on,
        date_diff('day', self.observed_at::date, coalesce(end_of_life.deprecated_on, date '9999-12-31'))::integer as days_left
    from self
    left join runtime_end_of_life as end_of_life
        on end_of_life.provider = 'aws' and end_of_life.runtime = self.body ->> '$.Runtime'
)
select
    self.id,                                                                              -- function ARN
    self.body ->> '$.FunctionName' as name,                                               -- function name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    case
        when detail.outcome = 'ok' and detail.body ->> '$.TagsError.ErrorCode' is null
            then coalesce((detail.body -> '$.Tags')::varchar, '{}')
    end as tags,                                                                          -- tags, a JSON object
    self.observed_at,                                                                     -- when it was read, UTC
    lower(coalesce(self.body ->> '$.PackageType', 'Zip')) as kind,                        -- zip or image
    coalesce(self.body ->> '$.Runtime', '') as runtime,                                   -- runtime, such as python3.13; empty for images
    case
        when detail.outcome = 'ok' then lower(coalesce(detail.body ->> '$.Configuration.State', 'Active'))
    end as state,                                                                         -- active, inactive (idle, wakes when invoked), pending or failed
    reached.exposure,                                                                     -- internet (by URL, public API or a policy that lets anyone in), restricted or private
    reached.authentication,                                                               -- the weakest that callers meet: none, key, authorizer or iam
    case
        when coalesce(self.body ->> '$.Role', '') = '' then []::varchar[]
        else [self.body ->> '$.Role']
    end as identity_ids,                                                                  -- ARN of the execution role
    coalesce(self.body ->> '$.Role', '') as role_arn,                                     -- ARN of the execution role
    lower(coalesce(self.body ->> '$.PackageType', 'Zip')) as package_type,                -- zip or image
    coalesce(self.body ->> '$.Handler', '') as handler,                                   -- entry point in the code; empty for images
    coalesce(self.body ->> '$.Architectures[0]', 'x86_64') as architecture,               -- x86_64 or arm64
    coalesce((self.body ->> '$.MemorySize')::integer, 128) as memory_mb,                  -- memory in MB
    coalesce((self.body ->> '$.Timeout')::integer, 3) as timeout_seconds,                 -- longest run in seconds
    coalesce(self.body ->> '$.CodeSha256', '') as code_sha256,                            -- hash of the package, base64
    coalesce((self.body ->> '$.CodeSize')::bigint, 0) as code_bytes,                      -- size of the package in bytes; 0 for images
    case
        when detail.outcome = 'ok' then coalesce(detail.body ->> '$.Code.ImageUri', '')
    end as image_uri,                                                                     -- container image; empty for zip packages
    coalesce(self.body ->> '$.LastModified', '') as last_modified,                        -- when code or configuration last changed, ISO 8601
    ending.deprecated_on as runtime_deprecated_on,                                        -- when AWS stops patching the runtime; 9999-12-31 where no date is on record
    ending.days_left as runtime_days_left,                                                -- days until then, counted from when it was read; negative afterwards
    case runtime_management.outcome
        when 'ok' then coalesce(runtime_management.body ->> '$.UpdateRuntimeOn', 'Auto')
        when 'absent' then ''
    end as runtime_update_mode,                                                           -- Auto, FunctionUpdate or Manual; empty for images
    coalesce(layered.arns, []) as layers,                                                 -- ARNs of the layer versions, in their order
    coalesce(layered.foreign_arns, []) as foreign_layers,                                 -- layer versions of accounts that are neither scanned nor well-known publishers
    case
        when layered.arns is null then []::varchar[]
        when layered.is_judged then coalesce(layered.outdated_arns, [])
    end as outdated_layers,                                                               -- layer versions of which there is a newer one; null where some layer's versions could not be listed
    case when layered.arns is null then false else layered.has_outdated end as has_outdated_layer,  -- some layer has a newer version
    coalesce(self.body ->> '$.VpcConfig.VpcId', '') as vpc_id,                            -- VPC it sends from; empty without one
    coalesce(from_json(self.body -> '$.VpcConfig.SubnetIds', '["VARCHAR"]'), []) as subnet_ids,  -- subnets it sends from
    coalesce(self.body ->> '$.KMSKeyArn', '') as kms_key_arn,                             -- customer's key for the variables; empty for AWS's own
    environment.names as environment_names,                                               -- names of the environment variables
    environment.secrets as secret_kinds,                                                  -- secrets among the variables, each as NAME: kind
    coalesce(self.body ->> '$.DeadLetterConfig.TargetArn', '') as dead_letter_arn,        -- where failed asynchronous events go; empty for nowhere
    coalesce(self.body ->> '$.TracingConfig.Mode', 'PassThrough') as tracing_mode,        -- Active or PassThrough
    coalesce(self.body ->> '$.LoggingConfig.LogGroup', '/aws/lambda/' || (self.body ->> '$.FunctionName'))
        as log_group,                                                                     -- log group it writes to
    case
        when detail.outcome = 'ok'
            then coalesce((detail.body ->> '$.Concurrency.ReservedConcurrentExecutions')::integer, -1)
    end as reserved_concurrency,                                                          -- executions reserved for it; -1 when none are, 0 when it is switched off
    case code_signing.outcome
        when 'ok' then coalesce(code_signing.body ->> '$.CodeSigningConfigArn', '')
        when 'absent' then ''
    end as code_signing_config_arn,                                                       -- code signing configuration; empty without one
    case code_signing.outcome
        when 'ok'
            then lower(coalesce(code_signing.body ->> '$.CodeSigningPolicies.UntrustedArtifactOnDeployment', 'Warn'))
        when 'absent' then ''
    end as code_signing_enforcement,                                                      -- what happens to unsigned code: warn or enforce; empty without a configuration
    addressed.has_url,                                                                    -- has a function URL
    addressed.auth as url_auth,                                                           -- NONE or AWS_IAM; empty without a URL
    addressed.reach as url_reach,                                                         -- public, latent (no authentication, but no grant either), signed or empty without a URL
    addressed.reach = 'public' as url_is_public,                                          -- anyone can call its URL: no authentication, and both grants that this takes
    case url.outcome
        when 'ok' then coalesce(url.body ->> '$.FunctionUrl', '')
        when 'absent' then ''
    end as url,                                                                           -- address of the function URL; empty without one
    case url.outcome
        when 'ok' then coalesce(from_json(url.body -> '$.Cors.AllowOrigins', '["VARCHAR"]'), [])
        when 'absent' then []
    end as url_cors_origins,                                                              -- origins that the URL's CORS configuration lets in
    case url.outcome
        when 'ok' then coalesce((url.body ->> '$.Cors.AllowCredentials')::boolean, false)
        when 'absent' then false
    end as allows_url_cors_credentials,                                                   -- the URL's CORS configuration lets browsers send credentials
    allowed.is_invocable as is_publicly_invocable,                                        -- its policy lets any AWS account invoke it, other than through its URL
    allowed.unscoped_services as unscoped_services,                                       -- services that its policy lets in whoever they act for
    allowed.foreign_accounts as foreign_accounts,                                         -- other accounts that its policy lets in
    api.has_route as has_api_route,                                                       -- an API Gateway route leads to it
    api.is_open as has_open_route,                                                        -- anyone on the internet can call it through an API Gateway route
    api.opened as open_routes                                                             -- routes through which anyone can, each as API, method and path
from self
left join detail on detail.id = self.id
left join url on url.id = self.id
left join code_signing on code_signing.id = self.id
left join runtime_management on runtime_management.id = self.id
left join layered on layered.id = self.id
left join environment on environment.id = self.id
left join aws_lambda_policy as allowed on allowed.id = self.id
left join addressed on addressed.id = self.id
left join api on api.id = self.id
left join reached on reached.id = self.id
left join ending on ending.id = self.id
