-- CloudWatch log groups, one row per group.
select
    self.id,                                                                     -- log group ARN
    coalesce(self.body ->> '$.logGroupName', '') as name,                        -- log group name
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    null::varchar as tags,                                                       -- never read: a group's tags would take a call for each
    self.observed_at,                                                            -- when it was read, UTC
    coalesce((self.body ->> '$.retentionInDays')::integer, -1) as retention_days,  -- days that events are kept; -1 for ever
    coalesce(self.body ->> '$.kmsKeyId', '') as kms_key_arn,                     -- customer's key; empty for AWS's own
    coalesce((self.body ->> '$.storedBytes')::bigint, 0) as stored_bytes,        -- bytes stored
    make_timestamp(coalesce((self.body ->> '$.creationTime')::bigint, 0) * 1000) as created_at  -- when it was made, UTC
from self
