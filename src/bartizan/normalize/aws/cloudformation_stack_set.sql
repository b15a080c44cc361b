-- CloudFormation stack sets, one row per stack set.
select
    self.id,                                                 -- stack set ARN
    as_text((self.body -> '$.StackSetName'), null) as name,  -- name
    self.scope,                                              -- account id
    self.region,                                             -- region
    null::varchar as tags,                                   -- never read: they would cost one call each
    self.observed_at                                         -- when it was read, UTC
from self
