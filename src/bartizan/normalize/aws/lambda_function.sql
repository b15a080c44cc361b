-- AWS Lambda functions, one row per function (its unpublished version, $LATEST).
with variable as (
    select
        self.id,
        list(v.key order by v.key) as names,
        list(v.key || ': ' || (v.value ->> '$.secret') order by v.key) filter (where v.value ->> '$.secret' is not null)
            as secrets,
        list_sort(list(distinct regexp_extract(lower(v.value ->> '$.url'), '^[a-z0-9+.-]+://([^/:?#]+)', 1))
            filter (where v.value ->> '$.secret' is not null and v.value ->> '$.url' is not null)) as hosts
    from self, json_each(self.body -> '$.Environment.Variables') as v
    group by self.id
),
-- By itself: among thirty joins the engine carries its lists through each of them, 15 MB for 1,000 functions.
environment as materialized (
    -- Without permission to use the key, AWS lists the function with an error in place of its variables.
    select
        self.id,
        case when self.body ->> '$.Environment.Error.ErrorCode' is null then coalesce(variable.names, []) end as names,
        case when self.body ->> '$.Environment.Error.ErrorCode' is null then coalesce(variable.secrets, []) end as secrets,
        case when self.body ->> '$.Environment.Error.ErrorCode' is null
            then coalesce(list_filter(variable.hosts, lambda h: h <> ''), []) end as hosts
    from self left join variable on variable.id = self.id
),
-- As above, 5 MB with the next one.
addressed as materialized (
    select
        self.id,
        case url.outcome when 'ok' then true when 'absent' then false end as has_url,
        case url.outcome when 'ok' then as_text((url.body -> '$.AuthType'), '') when 'absent' then '' end as auth,
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
reached as materialized (
    select
        self.id,
        case
            when addressed.reach in ('public', 'signed') or allowed.is_invocable or api.is_facing_internet
                or qualified.is_facing_internet or network.has_open_load_balancer or fed.has_open_feed or fed.has_open_bucket
                then 'internet'
            when addressed.reach is null or allowed.is_invocable is null or api.is_facing_internet is null
                or qualified.is_facing_internet is null or network.has_open_load_balancer is null or fed.has_open_feed is null
                or fed.has_open_bucket is null then null
            when addressed.has_url or api.is_deployed or qualified.has_url or len(network.load_balancers) > 0 then 'restricted'
            when api.is_deployed is not null and qualified.has_url is not null then 'private'
        end as exposure,
        case
            when addressed.reach = 'public' or api.is_open or qualified.has_public_url or network.has_open_load_balancer
                or fed.has_open_feed or fed.has_open_bucket then 'none'
            when addressed.reach is null or api.is_open is null or qualified.has_public_url is null
                or network.has_open_load_balancer is null or fed.has_open_feed is null or fed.has_open_bucket is null then null
            when api.is_key_only then 'key'
            when api.has_authorizer then 'authorizer'
            else 'iam'
        end as authentication
    from self
    left join addressed on addressed.id = self.id
    left join aws_lambda_policy as allowed on allowed.id = self.id
    left join aws_lambda_function_api as api on api.id = self.id
    left join aws_lambda_function_qualifier as qualified on qualified.id = self.id
    left join aws_lambda_function_network as network on network.id = self.id
    left join aws_lambda_function_trigger as fed on fed.id = self.id
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
    as_text((self.body -> '$.FunctionName'), null) as name,                                               -- function name
    self.scope,                                                                           -- account id
    self.region,                                                                          -- region
    case
        when detail.outcome = 'ok' and detail.body ->> '$.TagsError.ErrorCode' is null
            then as_object((detail.body -> '$.Tags'))
    end as tags,                                                                          -- tags, a JSON object
    case
        when detail.outcome = 'ok' and detail.body ->> '$.TagsError.ErrorCode' is null then list_sort(list_transform(
            list_filter(json_keys(coalesce(detail.body -> '$.Tags', '{}'::json)), lambda k: not starts_with(k, 'aws:')), lambda k: lower(k)
        ))
    end as tag_keys,                                                                      -- keys of its tags in lower case, those of AWS's own left out
    self.observed_at,                                                                     -- when it was read, UTC
    lower(as_text((self.body -> '$.PackageType'), 'Zip')) as kind,                        -- zip or image
    as_text((self.body -> '$.Runtime'), '') as runtime,                                   -- runtime, such as python3.13; empty for images
    case
        when detail.outcome = 'ok' then lower(as_text((detail.body -> '$.Configuration.State'), 'Active'))
    end as state,                                                                         -- active, inactive (idle, wakes when invoked), pending or failed
    reached.exposure,                                                                     -- internet (by URL, public API, open load balancer, a policy that allows anyone to invoke any version or alias, or a queue, topic, bus or bucket that anyone can send to), restricted or private
    reached.authentication,                                                               -- the weakest authentication of its routes: none, key, authorizer or iam
    case
        when as_text((self.body -> '$.Role'), '') = '' then []::varchar[]
        else [self.body ->> '$.Role']
    end as identity_ids,                                                                  -- ARN of the execution role
    as_text((self.body -> '$.Role'), '') as role_arn,                                     -- ARN of the execution role
    lower(as_text((self.body -> '$.PackageType'), 'Zip')) as package_type,                -- zip or image
    as_text((self.body -> '$.Handler'), '') as handler,                                   -- entry point in the code; empty for images
    as_text((self.body -> '$.Architectures[0]'), 'x86_64') as architecture,               -- x86_64 or arm64
    as_number((self.body -> '$.MemorySize'), 128) as memory_mb,                  -- memory in MB
    as_number((self.body -> '$.Timeout'), 3) as timeout_seconds,                 -- timeout in seconds
    as_text((self.body -> '$.CodeSha256'), '') as code_sha256,                            -- hash of the package, base64
    as_number((self.body -> '$.CodeSize'), 0) as code_bytes,                      -- size of the package in bytes; 0 for images
    image.account as image_account,                                                       -- account id whose registry holds its image; empty for zip packages
    image.unknown_accounts as unknown_image_accounts,                                     -- that account, if it is neither scanned nor part of the same organization
    image.has_movable_tag as has_movable_image_tag,                                       -- its image is referenced by a mutable tag
    case
        when detail.outcome = 'ok' then as_text((detail.body -> '$.Code.ImageUri'), '')
    end as image_uri,                                                                     -- container image; empty for zip packages
    as_text((self.body -> '$.LastModified'), '') as last_modified,                        -- when the code or configuration last changed, ISO 8601
    ending.deprecated_on as runtime_deprecated_on,                                        -- when AWS stops patching the runtime; 9999-12-31 where no date is on record
    ending.days_left as runtime_days_left,                                                -- days until then, counted from when it was read; negative afterwards
    case runtime_management.outcome
        when 'ok' then as_text((runtime_management.body -> '$.UpdateRuntimeOn'), 'Auto')
        when 'absent' then ''
    end as runtime_update_mode,                                                           -- Auto, FunctionUpdate or Manual; empty for images
    coalesce(layered.arns, []) as layers,                                                 -- ARNs of the layer versions, in their order
    coalesce(layered.foreign_accounts, []) as foreign_layer_accounts,                     -- accounts of the foreign layers
    coalesce(layered.has_insights, false) as has_insights_layer,                          -- the layer of CloudWatch Lambda Insights is among its layers
    coalesce(layered.foreign_arns, []) as foreign_layers,                                 -- layer versions of accounts that are neither scanned nor well-known publishers
    case
        when layered.arns is null then []::varchar[]
        when layered.is_judged then coalesce(layered.outdated_arns, [])
    end as outdated_layers,                                                               -- layer versions of which there is a newer one; null where some layer's versions could not be listed
    case when layered.arns is null then false else layered.has_outdated end as has_outdated_layer,  -- some layer has a newer version
    case when layered.arns is null then [] else layered.missing_arns end as missing_layers,  -- layer versions that their owner deleted; null where packages are not read
    as_text((self.body -> '$.VpcConfig.VpcId'), '') as vpc_id,                            -- VPC it sends from; empty without one
    as_texts((self.body -> '$.VpcConfig.SubnetIds')) as subnet_ids,  -- subnets it sends from
    as_texts((self.body -> '$.VpcConfig.SecurityGroupIds')) as security_group_ids,        -- security groups of its network interfaces
    as_text((self.body -> '$.KMSKeyArn'), '') as kms_key_arn,                             -- customer managed key for the variables; empty for an AWS managed key
    keyed.has_unusable_key as has_unusable_key,                                           -- a customer managed key for its variables or code is disabled, pending deletion or deleted
    environment.names as environment_names,                                               -- names of the environment variables
    environment.secrets as secret_kinds,                                                  -- secrets among the variables, each as NAME: kind
    environment.hosts as secret_hosts,                                                    -- hosts that those secrets are for, where a secret says so
    as_text((self.body -> '$.DeadLetterConfig.TargetArn'), '') as dead_letter_arn,        -- where failed asynchronous events go; empty without one
    as_text((self.body -> '$.TracingConfig.Mode'), 'PassThrough') as tracing_mode,        -- Active or PassThrough
    as_text((self.body -> '$.LoggingConfig.LogFormat'), 'Text') as log_format,            -- Text or JSON
    as_text((self.body -> '$.LoggingConfig.ApplicationLogLevel'), '') as log_level,       -- lowest level of application logs that is kept, TRACE to FATAL; empty for Text
    logged.name as log_group,                                                             -- log group it writes to
    logged.is_there as has_log_group,                                                     -- that log group exists
    logged.retention_days as log_retention_days,                                          -- days that its log is kept; -1 forever, 0 without a log group
    logged.kms_key_arn as log_kms_key_arn,                                                -- customer managed key for its log; empty for an AWS managed key
    case
        when detail.outcome = 'ok'
            then as_number((detail.body -> '$.Concurrency.ReservedConcurrentExecutions'), -1)
    end as reserved_concurrency,                                                          -- executions reserved for it; -1 when none are, 0 when it is disabled
    case code_signing.outcome
        when 'ok' then as_text((code_signing.body -> '$.CodeSigningConfigArn'), '')
        when 'absent' then ''
    end as code_signing_config_arn,                                                       -- code signing configuration; empty without one
    case code_signing.outcome
        when 'ok'
            then lower(as_text((code_signing.body -> '$.CodeSigningPolicies.UntrustedArtifactOnDeployment'), 'Warn'))
        when 'absent' then ''
    end as code_signing_enforcement,                                                      -- what happens to unsigned code: warn or enforce; empty without a configuration
    signing.is_code_signing_used,                                                         -- a function of the account has a code signing configuration
    signing.ended_signing_profiles,                                                       -- canceled or revoked signing profiles whose signatures it still accepts
    addressed.has_url,                                                                    -- has a function URL
    addressed.auth as url_auth,                                                           -- NONE or AWS_IAM; empty without a URL
    addressed.reach as url_reach,                                                         -- public, latent (no authentication, but no grant either), signed or empty without a URL
    addressed.reach = 'public' as url_is_public,                                          -- anyone can call its URL: no authentication, and both required grants
    allowed.is_behind_cloudfront,                                                         -- its policy allows CloudFront to call the URL
    allowed.allows_any_distribution,                                                      -- and that for any distribution of any account
    case url.outcome
        when 'ok' then as_text((url.body -> '$.FunctionUrl'), '')
        when 'absent' then ''
    end as url,                                                                           -- address of the function URL; empty without one
    case url.outcome
        when 'ok' then as_texts((url.body -> '$.Cors.AllowOrigins'))
        when 'absent' then []
    end as url_cors_origins,                                                              -- origins that the URL's CORS configuration allows
    case url.outcome
        when 'ok' then as_flag((url.body -> '$.Cors.AllowCredentials'), false)
        when 'absent' then false
    end as allows_url_cors_credentials,                                                   -- the URL's CORS configuration allows credentials
    case url.outcome
        when 'ok' then as_texts((url.body -> '$.Cors.AllowMethods'))
        when 'absent' then []
    end as url_cors_methods,                                                              -- methods that the URL's CORS configuration allows
    addressed.reach = 'signed' and allowed.is_url_open_to_accounts as is_signed_url_open,  -- any AWS account may call its URL, which requires a signature
    allowed.is_invocable or (addressed.reach = 'signed' and allowed.is_url_open_to_accounts)
        as is_publicly_invocable,                                                         -- its policy allows any AWS account to invoke it, directly or through a URL that requires a signature
    allowed.unscoped_services as unscoped_services,                                       -- services allowed without a source condition (confused deputy)
    allowed.foreign_accounts as foreign_accounts,                                         -- other accounts that its policy allows
    allowed.unknown_accounts as unknown_accounts,                                         -- those that are neither scanned nor part of the same organization
    allowed.unknown_organizations,                                                        -- other organizations whose accounts its policy allows
    allowed.allows_changes as allows_changes_by_outsiders,                      -- its policy lets an unknown account change it, another one do everything with it, or anyone read its code
    allowed.services as trigger_services,                                                 -- services that its policy allows to invoke it
    allowed.source_arns as trigger_arns,                                                  -- resources in whose name they may, where its policy names any
    len(allowed.async_services) > 0 as is_asynchronous,                                   -- a service may invoke it asynchronously
    event.source_arns as event_source_arns,                                               -- queues, streams and topics that Lambda reads for it
    event.foreign_source_arns as foreign_event_source_arns,                               -- those of accounts that were not scanned
    event.destinations as async_destinations,                                             -- where its asynchronous events go afterwards, of all its versions and aliases
    event.foreign_destinations as foreign_async_destinations,                             -- those of accounts that were not scanned
    event.unknown_destination_accounts as unknown_async_destination_accounts,             -- their accounts that are neither scanned nor part of the same organization
    event.has_failure_destination as has_failure_destination,                             -- failed asynchronous events have a destination
    event.is_fed_by_brokers_only as is_fed_by_brokers_only,                               -- all that Lambda reads for it are Kafka, MQ, DocumentDB or brokers outside AWS; false if it reads nothing
    event.retries as async_retries,                                                       -- number of retries of a failed asynchronous event
    event.age_seconds as async_age_seconds,                                               -- maximum age of an asynchronous event, in seconds
    qualified.published_versions as published_versions,                                   -- number of its published versions
    qualified.alias_names as alias_names,                                                 -- names of its aliases
    qualified.shifted_aliases as shifted_aliases,                                         -- aliases that send a share of their calls to other versions
    qualified.open_qualifiers as open_qualifiers,                                         -- versions and aliases that anyone can call
    qualified.has_open_qualifier as has_open_qualifier,                                   -- anyone can call some version or alias, by its policy or URL
    stale.is_stale as has_stale_version,                                                  -- a version in use has a deprecated runtime or a secret that the function itself no longer has
    stale.stale_versions as stale_versions,                                               -- those versions, each with the runtime or the secrets
    network.zones as zones,                                                               -- Availability Zones of its subnets; empty outside of a VPC
    network.zone_count as zone_count,                                                     -- number of those zones
    network.allows_any_egress as allows_any_egress,                                       -- one of its security groups allows all outbound traffic; false outside of a VPC
    network.load_balancers as load_balancers,                                             -- load balancers that forward to it
    network.has_open_load_balancer as has_open_load_balancer,                             -- anyone on the internet can call it through a load balancer
    network.has_open_load_balancer_without_firewall as has_open_load_balancer_without_firewall,  -- and no web ACL of AWS WAF is in front
    network.is_recorded as is_recorded,                                                   -- a trail or event data store records its invocations
    role.has_role as has_role,                                                            -- the role it runs as exists
    role.can_write_log as can_write_log,                                                  -- its role may write to its log group; null where that depends on a condition
    coded.code_status,                                                                     -- assessed, ineligible or off; null where the package could not be read
    coded.code_reason,                                                                     -- why the code was not assessed, such as container_image; empty where it was
    coded.code_digest,                                                                     -- hash of the package as it was read; empty where it was not
    coded.package_count,                                                                   -- third-party packages in its code
    coded.severe_packages,                                                                 -- packages with critical or high vulnerabilities, each as name version: advisory (severity), fix
    coded.lesser_packages,                                                                 -- packages with other vulnerabilities
    coded.exploited_packages,                                                              -- packages with vulnerabilities that are known to be exploited, or likely to be exploited remotely
    coded.malicious_packages,                                                              -- packages that an advisory calls malicious
    coded.code_secrets,                                                                    -- secrets in files of the package, each as kind in path:line
    foreign_layer.severe_packages as severe_layer_packages,                                                           -- packages with critical or high vulnerabilities in layers of other accounts, each after the layer's ARN
    role.idle_days as idle_days,                                                          -- days since its role was last used, which every invocation with a log does, or changed
    fed.feeding_arns as feeding_arns,                                                     -- queues, topics, event buses and buckets whose messages invoke it
    fed.open_feeding_arns as open_feeding_arns,                                           -- those that anyone can send to
    fed.has_open_feed as has_open_feed,                                                   -- anyone can send to a queue, topic or event bus that invokes it
    fed.has_open_bucket as has_open_bucket,                                               -- anyone can put objects into a bucket that invokes it
    api.has_route as has_api_route,                                                       -- an API Gateway route invokes it
    api.is_open as has_open_route,                                                        -- anyone on the internet can call it through an API Gateway route
    api.opened as open_routes                                                             -- routes through which anyone can, each as API, method and path
from self
left join detail on detail.id = self.id
left join url on url.id = self.id
left join code_signing on code_signing.id = self.id
left join aws_lambda_function_signing as signing on signing.id = self.id
left join runtime_management on runtime_management.id = self.id
left join aws_lambda_function_layer as layered on layered.id = self.id
left join environment on environment.id = self.id
left join aws_lambda_function_image as image on image.id = self.id
left join aws_lambda_function_key as keyed on keyed.id = self.id
left join aws_lambda_policy as allowed on allowed.id = self.id
left join aws_lambda_code as coded on coded.id = self.id
left join aws_lambda_function_layer_code as foreign_layer on foreign_layer.id = self.id
left join addressed on addressed.id = self.id
left join aws_lambda_function_api as api on api.id = self.id
left join reached on reached.id = self.id
left join ending on ending.id = self.id
left join aws_lambda_function_event as event on event.id = self.id
left join aws_lambda_function_log as logged on logged.id = self.id
left join aws_lambda_function_qualifier as qualified on qualified.id = self.id
left join aws_lambda_function_stale as stale on stale.id = self.id
left join aws_lambda_function_network as network on network.id = self.id
left join aws_lambda_function_role as role on role.id = self.id
left join aws_lambda_function_trigger as fed on fed.id = self.id
