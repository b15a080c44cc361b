-- Glue's jobs, one row per job.
select
    self.id,                                         -- job ARN
    as_text((self.body -> '$.Text'), null) as name,  -- name
    self.scope,                                      -- account id
    self.region,                                     -- region
    null::varchar as tags,                           -- never read: they would cost one call each
    self.observed_at                                 -- when it was read, UTC
from self
