-- CloudWatch log groups, one row per group.
select
    self.id,                                                                     -- log group ARN
    as_text((self.body -> '$.logGroupName'), '') as name,                        -- log group name
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    null::varchar as tags,                                                       -- never read: a group's tags would cost one call each
    self.observed_at,                                                            -- when it was read, UTC
    as_number((self.body -> '$.retentionInDays'), -1) as retention_days,  -- days that events are kept; -1 forever
    as_text((self.body -> '$.kmsKeyId'), '') as kms_key_arn,                     -- customer managed key; empty for an AWS managed key
    as_number((self.body -> '$.storedBytes'), 0) as stored_bytes,        -- bytes stored
    try(make_timestamp(as_number((self.body -> '$.creationTime'), 0) * 1000)) as created_at  -- when it was created, UTC
from self
