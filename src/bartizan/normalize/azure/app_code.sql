-- Part of azure_web_app, azure_function_app: the content of the code of each app, one row per app.
with eligible as (
    -- The reference product's limits: not running, out of the internet's reach, and twelve kinds, whatever their case.
    select
        self.id,
        case
            when azure_app_site.state not in ('running', '') then 'not_running'
            when azure_app_site.kind_tokens in (
                ['app', 'migration'],
                ['botapp', 'functionapp'],
                ['app', 'aspiredashboard', 'linux'],
                ['app', 'container', 'xenon'],
                ['app', 'botapp'],
                ['app', 'kubernetes', 'linux'],
                ['app', 'functionapp', 'windows'],
                ['container', 'functionapp', 'kubernetes', 'linux'],
                ['app', 'container', 'kubernetes', 'linux'],
                ['app', 'xenon'],
                ['functionapp', 'kubernetes', 'linux'],
                ['app', 'functionapp']
            ) then 'kind_not_supported'
            when azure_app_network.exposure = 'private' then 'no_internet_access'
            when azure_app_site.state is not null and azure_app_site.kind_tokens is not null
                and azure_app_network.exposure is not null then ''
        end as reason
    from self
    left join azure_app_site on azure_app_site.id = self.id
    left join azure_app_network on azure_app_network.id = self.id
),
judged as (
    select
        eligible.id,
        code.body,
        case
            when (select bool_or(not is_on) from component where name = 'packages') then 'off'
            when coalesce((select bool_or(is_on) from component where name = 'ineligible'), false) and code.outcome = 'ok'
                then as_text((code.body -> '$.status'), null)
            when eligible.reason <> '' then 'ineligible'
            when eligible.reason = '' and code.outcome = 'ok' then as_text((code.body -> '$.status'), null)
        end as status,
        case when code.outcome = 'ok' then coalesce(nullif(eligible.reason, ''), as_text((code.body -> '$.reason'), null)) else eligible.reason end
            as reason
    from eligible left join code on code.id = eligible.id
)
select
    judged.id,                                                          -- ARM id, lower case
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
left join code_risk as risk on risk.digest = as_text((judged.body -> '$.digest'), null)
