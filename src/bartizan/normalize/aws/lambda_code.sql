-- Part of aws_lambda_function, aws_lambda_version, aws_lambda_layer_version: the content of the code of each, one row per each.
with told as (
    -- A version whose package is its function's was not read again.
    select
        self.id,
        lower(as_text((self.body -> '$.PackageType'), 'Zip')) as package_type,
        coalesce(own.outcome, latest.outcome) as outcome,
        coalesce(own.body, latest.body) as body
    from self
    left join code as own on own.id = self.id
    left join self as function
        on function.id = regexp_replace(self.id, ':[0-9]+$', '') and function.id <> self.id
        and function.body ->> '$.CodeSha256' = self.body ->> '$.CodeSha256'
    left join code as latest on latest.id = function.id
),
judged as (
    select
        id,
        body,
        case
            when (select bool_or(not is_on) from component where name = 'packages') then 'off'
            when package_type = 'image' then 'ineligible'
            when outcome = 'ok' then as_text((body -> '$.status'), '')
        end as status,
        case when package_type = 'image' then 'container_image' else body ->> '$.reason' end as reason
    from told
)
select
    judged.id,                                                          -- ARN of the function, version or layer version
    judged.status as code_status,                                       -- assessed, ineligible or off; null where the package could not be read
    case judged.status when 'ineligible' then judged.reason when 'off' then 'component_off' when 'assessed' then '' end
        as code_reason,                                                 -- why it was not assessed; empty where it was
    case when judged.status = 'assessed' then as_text((judged.body -> '$.digest'), null) when judged.status is not null then '' end
        as code_digest,                                                 -- hash of what was read; empty where nothing was
    case when judged.status = 'assessed' then risk.package_count end as package_count,   -- third-party packages in it
    case when judged.status = 'assessed' then risk.severe end as severe_packages,        -- packages with critical or high vulnerabilities, each as name version: advisory (severity), fix
    case when judged.status = 'assessed' then risk.lesser end as lesser_packages,        -- packages with other vulnerabilities only
    case when judged.status = 'assessed' then risk.exploited end as exploited_packages,  -- packages with vulnerabilities that are known to be exploited, or are likely to be over the network
    case when judged.status = 'assessed' then risk.malicious end as malicious_packages,  -- packages that an advisory calls malicious
    case when judged.status = 'assessed' then risk.secrets end as code_secrets           -- secrets in files of the package, each as kind in path:line
from judged
left join code_risk as risk on risk.digest = judged.body ->> '$.digest'
