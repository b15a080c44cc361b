-- Lambda reads a queue, a stream or a table's changes for a function: who writes there chooses its input.
-- kind: triggers
-- mode: invokes
-- from: aws_lambda_event_source_mapping
select
    split_part(source_arn, '/stream/', 1) as source_id,
    function_arn || case when coalesce(qualifier, '') = '' then '' else ':' || qualifier end as target_id,
    case when is_enabled then 'yes' else 'unknown' end as effect,
    case when is_enabled then '' else 'lambda:ListEventSourceMappings did not say whether it is enabled' end as condition,
    'Lambda reads it for the function' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_lambda_event_source_mapping
where coalesce(is_enabled, true) and source_arn <> ''
union all
select function_arn, null, 'unknown', 'lambda:ListEventSourceMappings did not name the source of ' || id, '', '', []
from aws_lambda_event_source_mapping
where source_arn is null
