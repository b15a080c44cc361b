-- Part of aws_apigateway_rest_api, aws_apigatewayv2_api: the targets of integration URIs with stage variables, one row per address and stage.
with written as (
    select resources.id, m.value ->> '$.methodIntegration.uri' as address
    from resources, json_each(resources.body -> '$.items') as r, json_each(r.value -> '$.resourceMethods') as m
    where m.key <> ''
    union
    select integrations.id, i.value ->> '$.IntegrationUri' as address
    from integrations, json_each(integrations.body -> '$.Items') as i
),
stage as (
    select stages.id, s.value ->> '$.stageName' as name, s.value -> '$.variables' as variables
    from stages, json_each(stages.body -> '$.item') as s
    union all
    select stages.id, s.value ->> '$.StageName', s.value -> '$.StageVariables'
    from stages, json_each(stages.body -> '$.Items') as s
),
variable as (
    select stage.id, stage.name as stage, v.key as name, v.value ->> '$.value' as value
    from stage, json_each(stage.variables) as v
),
known as (
    select id, stage, map_from_entries(list({'k': name, 'v': value} order by name)) as of_name
    from variable
    where value is not null
    group by id, stage
)
select
    written.id,                                       -- API ARN
    stage.name as stage,                              -- stage name
    written.address as uri,                           -- the URI as configured
    list_reduce(
        list_prepend(written.address, regexp_extract_all(written.address, '\$\{stageVariables\.([^}]*)\}', 1)),
        lambda text, name: replace(text, '${stageVariables.' || name || '}', coalesce(known.of_name[name], '${' || name || '}'))
    ) as address                                      -- the address on this stage; a variable whose value is not known stays
from written
join stage on stage.id = written.id
left join known on known.id = written.id and known.stage = stage.name
where contains(written.address, '${stageVariables.')
