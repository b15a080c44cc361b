-- Part of azure_web_app, azure_function_app: the stacks that each app's configuration declares, one row per app.
with stack as (
    -- The Linux or Windows stack; ARM's list holds it only sometimes, config/web always.
    select
        self.id,
        config.outcome = 'ok' as is_read,
        coalesce(
            nullif(lower(trim(as_text((config.body -> '$.properties.linuxFxVersion'), null))), ''),
            nullif(lower(trim(as_text((self.body -> '$.properties.siteConfig.linuxFxVersion'), null))), ''),
            nullif(lower(trim(as_text((config.body -> '$.properties.windowsFxVersion'), null))), ''),
            nullif(lower(trim(as_text((self.body -> '$.properties.siteConfig.windowsFxVersion'), null))), ''),
            lower(nullif(as_text((self.body -> '$.properties.functionAppConfig.runtime.name'), null), ''))
            || '|' || as_text((self.body -> '$.properties.functionAppConfig.runtime.version'), ''),
            ''
        ) as fx,
        as_text((config.body -> '$.properties.javaVersion'), '') as java,
        as_text((config.body -> '$.properties.nodeVersion'), '') as node,
        as_text((config.body -> '$.properties.pythonVersion'), '') as python,
        as_text((config.body -> '$.properties.powerShellVersion'), '') as power_shell,
        ltrim(lower(as_text((config.body -> '$.properties.netFrameworkVersion'), '')), 'v') as dotnet
    from self
    left join config on config.id = self.id
),

stated as (
    -- Windows apps: phpVersion is 5.6 and netFrameworkVersion v4.0 by default whatever the app runs, so they prove nothing.
    -- PowerShell is a language of function apps only; their settings show it.
    select id, 'fx' as source, fx as runtime, case when fx <> '' then 1 end as precedence from stack
    union all
    select id, 'java', 'java|' || java, case when java <> '' then 2 end from stack
    union all
    select id, 'node', 'node|' || node, case when node <> '' then 3 end from stack
    union all
    select id, 'python', 'python|' || python, case when python <> '' then 4 end from stack
    union all
    select id, 'dotnet', 'dotnet|' || dotnet, case when try_cast(split_part(dotnet, '.', 1) as integer) >= 5 then 5 end from stack
    union all
    select id, 'powershell', 'powershell|' || ltrim(power_shell, '~'), null from stack
),

language as (
    select
        id,
        source,
        runtime,
        precedence,
        case
            when runtime like 'node|%' then 'node|' || regexp_extract(runtime, '\|~?(\d+)', 1)
            when regexp_matches(runtime, '^(python|php|ruby)\|') then regexp_extract(runtime, '^(\w+\|\d+\.\d+)', 1)
            when runtime like 'powershell|%' then regexp_extract(runtime, '^(powershell\|\d+\.\d+)', 1)
            when runtime like 'dotnet%|%' then 'dotnet|' || regexp_extract(runtime, '\|(\d\d|[5-9]|[0-4]\.\d+)', 1)
            when regexp_matches(runtime, '^(java|tomcat|jbosseap)\|')
                then 'java|' || coalesce(
                    nullif(regexp_extract(runtime, '-j(?:ava|re|dk)(\d+)', 1), ''),
                    regexp_extract(runtime, '^java\|(?:1\.)?(\d+)', 1)
                )
            else ''
        end as version
    from stated
),

chosen as (
    select
        id,
        arg_min(runtime, precedence) as runtime,
        arg_min(version, precedence) as version,
        list({'source': source, 'runtime': runtime, 'version': version} order by precedence, source) as stacks
    from language
    group by id
)

select
    stack.id,                                                                                   -- ARM id, lower case
    coalesce(chosen.runtime, case when stack.is_read then '' end) as runtime,                   -- stack and version such as node|20-lts, docker|image; empty if none
    coalesce(chosen.version, case when stack.is_read then '' end) as language_version,          -- language version in the form of the end-of-life data; empty for containers and others
    stack.fx,                                                                                   -- Linux or Windows stack that the app names itself, such as node|20-lts; empty if none
    stack.is_read,                                                                              -- the site's configuration was read
    chosen.stacks                                                                               -- what fx and each language setting declare, with their language versions; the app need not run them
from stack
inner join chosen on chosen.id = stack.id
