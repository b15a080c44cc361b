-- Part of aws_lambda_function: the log group it writes to, one row per function.
with groups_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_logs_log_group'
    group by scope, region
),
written as (
    select
        id,
        scope,
        region,
        coalesce(body ->> '$.LoggingConfig.LogGroup', '/aws/lambda/' || (body ->> '$.FunctionName'), '') as name
    from self
)
select
    written.id,                                                                  -- function ARN
    written.name,                                                                -- log group name
    case when found.id is not null then true when groups_listed.is_complete then false end as is_there,  -- the group exists
    case when found.id is not null then found.retention_days when groups_listed.is_complete then 0 end
        as retention_days,                                                       -- days that events are kept; -1 forever, 0 without a group
    case when found.id is not null then found.kms_key_arn when groups_listed.is_complete then '' end as kms_key_arn  -- customer managed key; empty for an AWS managed key
from written
left join groups_listed on groups_listed.scope = written.scope and groups_listed.region = written.region
left join aws_logs_log_group as found
    on found.scope = written.scope and found.region = written.region and found.name = written.name
