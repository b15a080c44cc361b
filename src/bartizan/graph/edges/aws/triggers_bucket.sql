-- A bucket invokes a function, or a version or alias of it, when objects are put into it.
-- kind: triggers
-- mode: invokes
-- from: aws_s3_bucket
with notified as (
    select id, unnest(notified_arns) as function_arn from aws_s3_bucket
)
select
    id as source_id,
    function_arn as target_id,
    'yes' as effect,
    '' as condition,
    'the bucket notifies the function of its objects' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from notified
union all
select id, null, 'unknown', 's3:GetBucketNotification was not read', '', '', []
from aws_s3_bucket
where notified_arns is null
