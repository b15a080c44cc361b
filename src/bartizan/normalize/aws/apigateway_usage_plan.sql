-- API Gateway usage plans, one row per plan.
with stage as (
    select self.id, list_sort(list((s.value ->> '$.apiId') || '/' || (s.value ->> '$.stage'))) as names
    from self, json_each(self.body -> '$.apiStages') as s
    group by self.id
)
select
    self.id,                                                            -- usage plan ARN
    as_text((self.body -> '$.name'), '') as name,                       -- plan name
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    as_object((self.body -> '$.tags')) as tags,           -- tags, a JSON object
    self.observed_at,                                                   -- when it was read, UTC
    coalesce(stage.names, []) as stages,                                -- stages that it applies to, each as API id/stage
    as_decimal((self.body -> '$.throttle.rateLimit'), -1) as rate_limit,  -- requests per second for each key; -1 without a limit
    as_number((self.body -> '$.quota.limit'), -1) as quota_limit  -- requests per period for each key; -1 without a limit
from self
left join stage on stage.id = self.id
