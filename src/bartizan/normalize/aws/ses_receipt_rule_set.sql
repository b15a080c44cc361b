-- Active receipt rule sets of SES, one row per region that receives mail.
with action as (
    select self.id, a.value as body
    from self, json_each(self.body -> '$.Rules') as r, json_each(r.value -> '$.Actions') as a
    where as_flag((r.value -> '$.Enabled'), false)
),
reached as (
    select
        id,
        list_sort(list_distinct(list(body ->> '$.LambdaAction.FunctionArn'))) as functions,
        -- Mail goes to the topic of an SNS action; what tells a topic that it went to a bucket has its subject in it.
        list_sort(list_distinct(list(body ->> '$.SNSAction.TopicArn') || list(body ->> '$.S3Action.TopicArn'))) as topics,
        list_sort(list_distinct(list('arn:' || split_part(id, ':', 2) || ':s3:::' || (body ->> '$.S3Action.BucketName')))) as buckets
    from action
    group by id
)
select
    self.id,                                                              -- rule set ARN
    as_text((self.body -> '$.Metadata.Name'), null) as name,              -- rule set name
    self.scope,                                                           -- account id
    self.region,                                                          -- region
    '{}' as tags,                                                         -- tags, a JSON object: rule sets have none
    self.observed_at,                                                     -- when it was read, UTC
    coalesce(reached.functions, []) as function_arns,          -- Lambda functions that its enabled rules call, as configured
    coalesce(reached.topics, []) as topic_arns,                -- topics that its enabled rules send mail, or word of it, to
    coalesce(reached.buckets, []) as bucket_arns               -- buckets that its enabled rules put mail into
from self
left join reached on reached.id = self.id
