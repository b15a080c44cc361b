-- Versions of the account's own Lambda layers, one row per version that is the latest or in use by its functions.
with used as (
    select layer as id, list(id order by id) as functions
    from (select id, unnest(layers) as layer from aws_lambda_function)
    group by layer
),
counted as (
    -- Which functions there are is known only where their listing worked.
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing where kind = 'aws_lambda_function' group by scope, region
)
select distinct on (self.id)
    self.id,                                                                     -- layer version ARN
    split_part(self.id, ':', 7) || ':' || split_part(self.id, ':', 8) as name,   -- layer name and version
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    '{}' as tags,                                                                -- always empty: layer versions have no tags
    self.observed_at,                                                            -- when it was read, UTC
    regexp_replace(self.id, ':[^:]+$', '') as layer_arn,                         -- layer ARN
    try_cast(split_part(self.id, ':', 8) as bigint) as version,                  -- version number
    case when used.id is not null or counted.is_complete then coalesce(used.functions, []) end as used_by,                                     -- ARNs of the functions that use it
    case when used.id is null and counted.is_complete and coded.code_status is null then 'ineligible' else coded.code_status end as code_status,                                                           -- assessed, ineligible or off; null where the package could not be read
    case when used.id is null and counted.is_complete and coded.code_status is null then 'not_used' else coded.code_reason end as code_reason,                                                           -- why the code was not assessed, such as container_image; empty where it was
    coded.code_digest,                                                           -- hash of the package as it was read; empty where it was not
    coded.package_count,                                                         -- third-party packages in its code
    coded.severe_packages,                                                       -- packages with critical or high vulnerabilities, each as name version: advisory (severity), fix
    coded.lesser_packages,                                                       -- packages with other vulnerabilities
    coded.exploited_packages,                                                    -- packages with vulnerabilities that are known to be exploited, or likely to be exploited remotely
    coded.malicious_packages,                                                    -- packages that an advisory calls malicious
    coded.code_secrets,                                                          -- secrets in files of the package, each as kind in path:line
    allowed.is_layer_open as is_public,                                          -- any AWS account may read it and run its code
    allowed.foreign_accounts                                                     -- other accounts that may
from self
left join aws_lambda_policy as allowed on allowed.id = self.id
left join used on used.id = self.id
left join counted on counted.scope = self.scope and counted.region = self.region
left join aws_lambda_code as coded on coded.id = self.id
order by self.id
