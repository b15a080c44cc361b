-- Batch job queues, one row per queue.
select
    self.id,                                                 -- queue ARN
    as_text((self.body -> '$.jobQueueName'), null) as name,  -- name
    self.scope,                                              -- account id
    self.region,                                             -- region
    as_object((self.body -> '$.tags')) as tags,              -- tags, a JSON object
    self.observed_at                                         -- when it was read, UTC
from self
