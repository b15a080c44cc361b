-- SNS subscriptions that an account owns and has confirmed, one row per subscription.
select
    self.id,                                                         -- subscription ARN
    split_part(self.id, ':', 7) as name,                             -- subscription id
    self.scope,                                                      -- account id
    self.region,                                                     -- region
    '{}' as tags,                                                    -- always empty: subscriptions have no tags
    self.observed_at,                                                -- when it was read, UTC
    as_text((self.body -> '$.TopicArn'), '') as topic_arn,           -- topic that it subscribes to
    lower(as_text((self.body -> '$.Protocol'), '')) as protocol,     -- lambda, sqs, firehose, https, http, email, sms and so on
    as_text((self.body -> '$.Endpoint'), '') as endpoint_arn,        -- ARN of the subscriber; empty for e-mail addresses and the like, which are not stored
    case when self.body ->> '$.Protocol' = 'lambda'
        then array_to_string(list_slice(string_split(as_text((self.body -> '$.Endpoint'), ''), ':'), 1, 7), ':')
        else '' end as function_arn,                                 -- Lambda function that is called, without version or alias; empty for others
    split_part(as_text((self.body -> '$.TopicArn'), ''), ':', 5) <> self.scope as has_foreign_topic,  -- the topic is another account's
    lower(as_text((self.body -> '$.Protocol'), '')) = 'http' as is_unencrypted  -- messages are sent without TLS
from self
-- one that was just deleted is still listed, without an ARN
where starts_with(self.id, 'arn:')
