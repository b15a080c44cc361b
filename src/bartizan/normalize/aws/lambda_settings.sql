-- Lambda's limits and their use, one row per account and region.
select
    self.id,                                                                     -- made up of account and region
    self.region as name,                                                         -- region
    self.scope,                                                                  -- account id
    self.region,                                                                 -- region
    '{}' as tags,                                                                -- always empty: settings have no tags
    self.observed_at,                                                            -- when it was read, UTC
    coalesce((self.body ->> '$.AccountLimit.ConcurrentExecutions')::bigint, 0) as concurrency_limit,  -- executions at once that all functions share
    coalesce((self.body ->> '$.AccountLimit.UnreservedConcurrentExecutions')::bigint, 0)
        as unreserved_concurrency,                                               -- those of them that no function has reserved
    coalesce((self.body ->> '$.AccountUsage.FunctionCount')::bigint, 0) as functions,  -- functions in the region
    coalesce((self.body ->> '$.AccountUsage.TotalCodeSize')::bigint, 0) as code_bytes  -- size of all their packages and layers in bytes
from self
