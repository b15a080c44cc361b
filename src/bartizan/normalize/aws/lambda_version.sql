-- Published versions of Lambda functions, one row per version.
with variable as (
    select
        self.id,
        list(v.key order by v.key) as names,
        list(v.key || ': ' || (v.value ->> '$.secret') order by v.key) filter (where v.value ->> '$.secret' is not null)
            as secrets
    from self, json_each(self.body -> '$.Environment.Variables') as v
    group by self.id
),
layered as (
    select self.id, list(l.value ->> '$.Arn' order by l.key::integer) as arns
    from self, json_each(self.body -> '$.Layers') as l
    group by self.id
)
select
    self.id,                                                                     -- version ARN
    (self.body ->> '$.FunctionName') || ':' || (self.body ->> '$.Version') as name,  -- function name and version
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    '{}' as tags,                                                                -- always empty: versions have no tags of their own
    self.observed_at,                                                            -- when it was read, UTC
    regexp_replace(self.id, ':[^:]+$', '') as function_arn,                      -- ARN of its function
    as_text((self.body -> '$.Version'), '') as version,                          -- version number
    lower(as_text((self.body -> '$.PackageType'), 'Zip')) as package_type,       -- zip or image
    as_text((self.body -> '$.Runtime'), '') as runtime,                          -- runtime, such as python3.13; empty for images
    coalesce(end_of_life.deprecated_on, date '9999-12-31') as runtime_deprecated_on,  -- when AWS stops patching the runtime; 9999-12-31 where no date is on record
    as_text((self.body -> '$.Role'), '') as role_arn,                            -- ARN of the execution role
    as_text((self.body -> '$.CodeSha256'), '') as code_sha256,                   -- hash of the package, base64
    coded.code_status,                                                           -- assessed, ineligible or off; null where the package could not be read
    coded.code_reason,                                                           -- why the code was not assessed, such as container_image; empty where it was
    coded.code_digest,                                                           -- hash of the package as it was read; empty where it was not
    coded.package_count,                                                         -- third-party packages in its code
    coded.severe_packages,                                                       -- packages with critical or high vulnerabilities, each as name version: advisory (severity), fix
    coded.lesser_packages,                                                       -- packages with other vulnerabilities
    coded.exploited_packages,                                                    -- packages with vulnerabilities that are known to be exploited, or likely to be exploited remotely
    coded.malicious_packages,                                                    -- packages that an advisory calls malicious
    coded.code_secrets,                                                          -- secrets in files of the package, each as kind in path:line
    as_text((self.body -> '$.LastModified'), '') as last_modified,               -- when it was published, ISO 8601
    coalesce(layered.arns, []) as layers,                                        -- ARNs of the layer versions, in their order
    case when self.body ->> '$.Environment.Error.ErrorCode' is null then coalesce(variable.names, []) end
        as environment_names,                                                    -- names of the environment variables
    case when self.body ->> '$.Environment.Error.ErrorCode' is null then coalesce(variable.secrets, []) end
        as secret_kinds,                                                         -- secrets among the variables, each as NAME: kind
    case policy.outcome when 'ok' then true when 'absent' then false end as has_policy,  -- has a resource policy of its own
    allowed.is_invocable as is_publicly_invocable,                               -- its policy allows any AWS account to invoke it
    allowed.unscoped_services,                                                   -- services allowed without a source condition (confused deputy)
    allowed.foreign_accounts,                                                    -- other accounts that its policy allows
    allowed.unknown_accounts,                                                    -- those that are neither scanned nor part of the same organization
    allowed.unknown_organizations,                                               -- other organizations whose accounts its policy allows
    allowed.allows_changes as allows_changes_by_outsiders              -- its policy lets an unknown account change it, another one do everything with it, or anyone read its code
from self
left join policy on policy.id = self.id
left join variable on variable.id = self.id
left join layered on layered.id = self.id
left join aws_lambda_policy as allowed on allowed.id = self.id
left join aws_lambda_code as coded on coded.id = self.id
left join runtime_end_of_life as end_of_life
    on end_of_life.provider = 'aws' and end_of_life.runtime = self.body ->> '$.Runtime'
