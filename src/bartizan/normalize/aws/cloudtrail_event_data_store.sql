-- CloudTrail Lake's event data stores, one row per store.
with seen as (
    select distinct on (id) id, scope, region, body, observed_at
    from self
    order by id, split_part(id, ':', 5) <> scope, scope
),
listed as (
    select id, list_sort(list_distinct(list(scope))) as accounts from self group by id
),
told as (
    select distinct on (id) id, outcome, body from detail order by id, outcome <> 'ok'
)
select
    seen.id,                                                            -- event data store ARN
    as_text((seen.body -> '$.Name'), '') as name,                       -- store name
    seen.scope,                                                         -- account id: its owner's, else the first one that lists it
    seen.region,                                                        -- home region
    null::varchar as tags,                                              -- never read: no rule needs a store's tags
    seen.observed_at,                                                   -- when it was read, UTC
    listed.accounts,                                                    -- scanned accounts that list it
    case when told.outcome = 'ok' then as_text((told.body -> '$.Status'), 'ENABLED') = 'ENABLED' end as is_logging,  -- it records now
    case when told.outcome = 'ok' then as_flag((told.body -> '$.MultiRegionEnabled'), false) end
        as is_multi_region,                                             -- it records all regions
    aws_cloudtrail_selection.patterns as function_patterns,             -- patterns of the ARNs of functions whose invocations it records
    aws_cloudtrail_selection.exclusions as function_exclusions          -- patterns of those that it excludes
from seen
left join listed on listed.id = seen.id
left join told on told.id = seen.id
left join aws_cloudtrail_selection on aws_cloudtrail_selection.id = seen.id
