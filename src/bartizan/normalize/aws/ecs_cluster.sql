-- ECS clusters, one row per cluster.
select
    self.id,                                         -- cluster ARN
    as_text((self.body -> '$.Name'), null) as name,  -- name
    self.scope,                                      -- account id
    self.region,                                     -- region
    null::varchar as tags,                           -- never read: they would cost one call each
    self.observed_at,                                -- when it was read, UTC
    case when detail.outcome = 'ok' then as_number((detail.body -> '$.clusters[0].registeredContainerInstancesCount'), 0) end as container_instances,  -- container instances in it
    case when detail.outcome = 'ok' then as_number((detail.body -> '$.clusters[0].runningTasksCount'), 0) end as running_tasks  -- tasks that run in it
from self
left join detail on detail.id = self.id
