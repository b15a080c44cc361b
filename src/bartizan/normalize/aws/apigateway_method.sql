-- Part of aws_apigateway_rest_api: the methods of an API and its stages, one row per API with a policy.
with method as (
    select resources.id, list(m.key || ' ' || (r.value ->> '$.path') order by r.value ->> '$.path', m.key) as methods
    from resources, json_each(resources.body -> '$.items') as r, json_each(r.value -> '$.resourceMethods') as m
    group by resources.id
),
stage as (
    select stages.id, list(s.value ->> '$.stageName' order by s.value ->> '$.stageName') as stages
    from stages, json_each(stages.body -> '$.item') as s
    group by stages.id
)
select
    self.id,                                                                          -- API ARN
    self.body ->> '$.id' as api_id,                                                   -- API id
    case when resources.outcome = 'ok' then coalesce(method.methods, []) end as methods,  -- its methods, each as method and path
    case when stages.outcome = 'ok' then coalesce(stage.stages, []) end as stages     -- names of its stages
from self
left join resources on resources.id = self.id
left join stages on stages.id = self.id
left join method on method.id = self.id
left join stage on stage.id = self.id
where not is_none((self.body -> '$.policy'))
