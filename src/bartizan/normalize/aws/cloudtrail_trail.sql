-- CloudTrail trails, one row per trail.
with seen as (
    -- Every member account lists the organization's trail too; the owner's listing takes precedence.
    select distinct on (id) id, scope, region, body, observed_at
    from self
    order by id, split_part(id, ':', 5) <> scope, scope
),
listed as (
    select id, list_sort(list_distinct(list(scope))) as accounts from self group by id
),
told as (
    select distinct on (id) id, outcome, body from detail order by id, outcome <> 'ok'
),
state as (
    select distinct on (id) id, outcome, body from status order by id, outcome <> 'ok'
)
select
    seen.id,                                                            -- trail ARN
    as_text((seen.body -> '$.Name'), '') as name,                       -- trail name
    seen.scope,                                                         -- account id: its owner's, else the first one that lists it
    seen.region,                                                        -- home region
    null::varchar as tags,                                              -- never read: no rule needs a trail's tags
    seen.observed_at,                                                   -- when it was read, UTC
    listed.accounts,                                                    -- scanned accounts that list it
    case when state.outcome = 'ok' then as_flag((state.body -> '$.IsLogging'), false) end as is_logging,  -- it records now
    case when told.outcome = 'ok' then as_flag((told.body -> '$.Trail.IsMultiRegionTrail'), false) end
        as is_multi_region,                                             -- it records all regions
    case when told.outcome = 'ok' then as_flag((told.body -> '$.Trail.IsOrganizationTrail'), false) end
        as is_organization_trail,                                       -- it records all accounts of the organization
    case when told.outcome = 'ok' then as_text((told.body -> '$.Trail.S3BucketName'), '') end as bucket,  -- bucket it writes to
    case when told.outcome = 'ok' then as_text((told.body -> '$.Trail.KmsKeyId'), '') end as kms_key_arn,  -- customer managed key for its files; empty without one
    case when told.outcome = 'ok' then as_flag((told.body -> '$.Trail.LogFileValidationEnabled'), false) end
        as validates_files,                                             -- it writes digest files for log file validation
    aws_cloudtrail_selection.patterns as function_patterns,             -- patterns of the ARNs of functions whose invocations it records
    aws_cloudtrail_selection.exclusions as function_exclusions          -- patterns of those that it excludes
from seen
left join listed on listed.id = seen.id
left join told on told.id = seen.id
left join state on state.id = seen.id
left join aws_cloudtrail_selection on aws_cloudtrail_selection.id = seen.id
