-- Lambda layers, one row per layer of the account and per layer of another account that its functions use.
with seen as (
    -- A layer can be listed by its owner and by accounts that use it; the owner's listing is the most complete.
    select distinct on (id) id, scope, region, body, observed_at, body ->> '$.LatestMatchingVersion.LayerVersionArn' is not null as is_listed
    from self
    order by id, body ->> '$.LatestMatchingVersion.LayerVersionArn' is null, scope
),
version as (
    select
        versions.id,
        as_number((v.value -> '$.Version'), null) as version,
        as_text((v.value -> '$.CreatedDate'), '') as published_at,
        as_texts((v.value -> '$.CompatibleRuntimes')) as runtimes
    from versions, json_each(versions.body -> '$.LayerVersions') as v
    union all
    select
        id,
        as_number((body -> '$.LatestMatchingVersion.Version'), null),
        as_text((body -> '$.LatestMatchingVersion.CreatedDate'), ''),
        as_texts((body -> '$.LatestMatchingVersion.CompatibleRuntimes'))
    from seen
    where is_listed
),
newest as (
    select id, max(version) as version, arg_max(published_at, version) as published_at, arg_max(runtimes, version) as runtimes
    from version
    group by id
)
select
    seen.id,                                             -- layer ARN, without a version
    split_part(seen.id, ':', 7) as name,                 -- layer name
    seen.scope,                                          -- account id: its owner's, else the first one whose functions use it
    seen.region,                                         -- region
    null::varchar as tags,                               -- never read: a layer's tags would cost one call each
    seen.observed_at,                                    -- when it was read, UTC
    split_part(seen.id, ':', 5) as owner_account,        -- account id that publishes it
    split_part(seen.id, ':', 5) = seen.scope as is_own,  -- published by a scanned account
    newest.version as latest_version,                    -- highest version number; null where its owner does not allow listing the versions
    newest.published_at as published_at,                 -- when that version was published, ISO 8601
    newest.runtimes as compatible_runtimes               -- runtimes that that version supports
from seen
left join newest on newest.id = seen.id
