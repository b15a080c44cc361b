-- A function loads a layer's version; versions are immutable, so that a new one changes nothing until the function is updated.
-- kind: uses_layer
-- mode: relates
-- from: aws_lambda_function
with loaded as (
    select id, unnest(layers) as layer_arn from aws_lambda_function
)
select
    loaded.id as source_id,
    loaded.layer_arn as target_id,
    'yes' as effect,
    '' as condition,
    'it is among its layers' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from loaded
join aws_lambda_layer_version as version on version.id = loaded.layer_arn
union all
select loaded.id, null, 'unknown', 'lambda:GetLayerVersion of ' || loaded.layer_arn || ' was not read', '', '', []
from loaded
left join aws_lambda_layer_version as version on version.id = loaded.layer_arn
where version.id is null
union all
select id, null, 'unknown', 'its layers were not read', '', '', []
from aws_lambda_function
where layers is null
