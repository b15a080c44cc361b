-- Lambda's limits and their use, one row per account and region.
select
    self.id,                                                                     -- account and region
    self.region as name,                                                         -- region
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    '{}' as tags,                                                                -- always empty: settings have no tags
    self.observed_at,                                                            -- when it was read, UTC
    as_number((self.body -> '$.AccountLimit.ConcurrentExecutions'), 0) as concurrency_limit,  -- concurrent executions shared by all functions
    as_number((self.body -> '$.AccountLimit.UnreservedConcurrentExecutions'), 0)
        as unreserved_concurrency,                                               -- those of them that no function has reserved
    as_number((self.body -> '$.AccountUsage.FunctionCount'), 0) as functions,  -- functions in the region
    as_number((self.body -> '$.AccountUsage.TotalCodeSize'), 0) as code_bytes  -- size of all their packages and layers in bytes
from self
