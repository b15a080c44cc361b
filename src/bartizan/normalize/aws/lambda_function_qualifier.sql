-- Part of aws_lambda_function: its published versions and aliases, and who can invoke it through them, one row per function.
with versions_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_lambda_version'
    group by scope, region
),
published as (
    select function_arn as id, count(*) as versions from aws_lambda_version group by function_arn
),
named as (
    select
        function_arn as id,
        list(split_part(name, ':', 2) order by name) as names,
        list(split_part(name, ':', 2) || ' to ' || array_to_string(shares, ', ') order by name) filter (where len(shares) > 0)
            as shifted
    from aws_lambda_alias
    group by function_arn
),
entry as (
    -- A version has no URL; the policy of an alias does not apply to the version it points to.
    select function_arn as id, version as name, is_publicly_invocable as is_open, '' as url_reach from aws_lambda_version
    union all
    select function_arn, split_part(name, ':', 2), is_publicly_invocable or url_reach = 'public', url_reach from aws_lambda_alias
),
entered as (
    select
        id,
        list(name order by name) filter (where is_open) as open_names,
        any_true(is_open) as is_open,
        any_true(url_reach = 'public') as has_public_url,
        any_true(is_open or url_reach = 'signed') as is_facing_internet,
        any_true(url_reach <> '') as has_url,
        bool_and(is_open is not null and url_reach is not null) as is_judged
    from entry
    group by id
),
known_of as (
    -- Aliases are listed only for functions that publish versions.
    select
        self.id,
        versions_listed.is_complete and (published.id is null or aliases.outcome in ('ok', 'absent')) as is_complete
    from self
    left join versions_listed on versions_listed.scope = self.scope and versions_listed.region = self.region
    left join published on published.id = self.id
    left join aliases on aliases.id = self.id
)
select
    self.id,                                                                     -- function ARN
    case when versions_listed.is_complete then coalesce(published.versions, 0) end as published_versions,  -- number of published versions
    case when known_of.is_complete then coalesce(named.names, []) end as alias_names,  -- names of its aliases
    case when known_of.is_complete then coalesce(named.shifted, []) end as shifted_aliases,  -- aliases that send a share of their calls to other versions
    case when known_of.is_complete and coalesce(entered.is_judged, true) then coalesce(entered.open_names, []) end
        as open_qualifiers,                                                      -- versions and aliases that anyone can call
    case when entered.is_open then true when known_of.is_complete and entered.id is null then false
        when known_of.is_complete then entered.is_open end as has_open_qualifier,  -- anyone can call some version or alias
    case when entered.has_public_url then true when known_of.is_complete and entered.id is null then false
        when known_of.is_complete then entered.has_public_url end as has_public_url,  -- anyone can call the URL of some alias
    case when entered.is_facing_internet then true when known_of.is_complete and entered.id is null then false
        when known_of.is_complete then entered.is_facing_internet end as is_facing_internet,  -- a version or alias can be called from the internet, signed or not
    case when entered.has_url then true when known_of.is_complete and entered.id is null then false
        when known_of.is_complete then entered.has_url end as has_url             -- some alias has a URL
from self
left join versions_listed on versions_listed.scope = self.scope and versions_listed.region = self.region
left join published on published.id = self.id
left join named on named.id = self.id
left join entered on entered.id = self.id
left join known_of on known_of.id = self.id
