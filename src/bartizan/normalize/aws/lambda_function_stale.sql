-- Part of aws_lambda_function: published versions still in use that are less secure than the current function, one row per function.
with used as (
    -- In use: an alias or an event source uses it, or its own policy allows someone to invoke it.
    select function_arn as id, unnest(versions) as version from aws_lambda_alias
    union
    select function_arn, qualifier from aws_lambda_event_source_mapping where regexp_matches(qualifier, '^\d+$')
    union
    select function_arn, version from aws_lambda_version where has_policy
),
today as (
    select
        self.id,
        self.observed_at::date as day,
        coalesce(end_of_life.deprecated_on, date '9999-12-31') as deprecated_on,
        list_transform(
            list_filter(
                json_keys(coalesce(self.body -> '$.Environment.Variables', '{}'::json)),
                lambda k: json_extract_string(self.body, '$.Environment.Variables."' || k || '".secret') is not null
            ),
            lambda k: k || ': ' || json_extract_string(self.body, '$.Environment.Variables."' || k || '".secret')
        ) as secrets,
        self.body ->> '$.Environment.Error.ErrorCode' is null as is_readable,
        coded.severe_packages
    from self
    left join aws_lambda_code as coded on coded.id = self.id
    left join runtime_end_of_life as end_of_life
        on end_of_life.provider = 'aws' and end_of_life.runtime = self.body ->> '$.Runtime'
),
compared as (
    select
        used.id,
        used.version,
        old.runtime,
        old.runtime_deprecated_on <= today.day and today.deprecated_on > today.day as is_outdated,
        case when today.is_readable then list_filter(old.secret_kinds, lambda s: not list_contains(today.secrets, s)) end as secrets,
        -- A version also counts as stale when it ships a vulnerable package that the function no longer has.
        case when old.code_status <> 'assessed' then []
            else list_filter(old.severe_packages, lambda p: not list_contains(today.severe_packages, p)) end as packages
    from used
    join aws_lambda_version as old on old.function_arn = used.id and old.version = used.version
    join today on today.id = used.id
),
judged as (
    select
        id,
        list(version || ': ' || array_to_string(case when is_outdated then [runtime] else [] end || coalesce(secrets, []) || coalesce(packages, []), ', ')
            order by version) filter (where is_outdated or len(secrets) > 0 or len(packages) > 0) as stale,
        any_true(is_outdated or len(secrets) > 0 or len(packages) > 0) as is_stale,
        bool_and((is_outdated or len(secrets) > 0 or len(packages) > 0) is not null) as is_judged
    from compared
    group by id
),
used_known as (
    select
        listing.scope,
        listing.region,
        bool_and(listing.outcome = 'ok') and count(distinct listing.kind) = 2 as is_complete
    from listing
    where listing.kind in ('aws_lambda_version', 'aws_lambda_event_source_mapping')
    group by listing.scope, listing.region
),
unread as (
    -- A version whose policy is unknown may be in use, and so may any without a known set of aliases.
    select distinct version.function_arn as id
    from aws_lambda_version as version
    left join aliases on aliases.id = version.function_arn
    where version.has_policy is null or aliases.outcome is null or not known(aliases.outcome)
)
select
    self.id,                                                                     -- function ARN
    case when judged.is_stale then true
        when not coalesce(used_known.is_complete, false) or unread.id is not null then null
        when judged.id is null then false else judged.is_stale end as is_stale,  -- some version in use is worse than today's function
    case when used_known.is_complete and unread.id is null and coalesce(judged.is_judged, true)
        then coalesce(judged.stale, []) end as stale_versions                    -- those versions, each with the old runtime, the secrets and the packages
from self
left join judged on judged.id = self.id
left join used_known on used_known.scope = self.scope and used_known.region = self.region
left join unread on unread.id = self.id
