-- SQS queues, one row per queue.
select
    self.id,                                   -- queue ARN
    as_text((self.body -> '$.Name'), null) as name,            -- queue name
    self.scope,                                -- account id
    self.region,                               -- region
    case
        when tags.outcome = 'ok' then as_object((tags.body -> '$.Tags'))
        when tags.outcome = 'absent' then '{}'
    end as tags,                               -- tags, a JSON object
    self.observed_at,                          -- when it was read, UTC
    as_text((self.body -> '$.Text'), null) as url,             -- address that messages are sent to
    case when attributes.outcome = 'ok' then as_text((attributes.body -> '$.Attributes.KmsMasterKeyId'), '') end as kms_key,  -- KMS key that encrypts it, an id, alias or ARN; empty without one
    case when attributes.outcome = 'ok' then as_word((attributes.body -> '$.Attributes.SqsManagedSseEnabled'), false)
        or as_text((attributes.body -> '$.Attributes.KmsMasterKeyId'), '') <> '' end as is_encrypted,  -- messages are encrypted at rest, with SQS's own key or one of KMS
    case when attributes.outcome = 'ok' then as_text((attributes.body -> '$.Attributes.RedrivePolicy.deadLetterTargetArn'), '') end as dead_letter_arn,  -- queue that failed messages go to; empty without one
    case when attributes.outcome = 'ok' then coalesce(as_number((attributes.body -> '$.Attributes.RedrivePolicy.maxReceiveCount'), 0), as_digits((attributes.body -> '$.Attributes.RedrivePolicy.maxReceiveCount'), 0)) end as max_receive_count,  -- times a message is received before it goes there; 0 without one
    case when attributes.outcome = 'ok' then as_digits((attributes.body -> '$.Attributes.VisibilityTimeout'), 0) end as visibility_timeout_seconds,  -- seconds for which a received message is hidden
    case when attributes.outcome = 'ok' then as_digits((attributes.body -> '$.Attributes.MessageRetentionPeriod'), 0) end as retention_seconds,  -- seconds for which a message is kept
    list_contains(aws_resource_policy.open_actions, 'sqs:sendmessage') as allows_public_send,  -- anyone may send messages to it
    list_contains(aws_resource_policy.open_actions, 'sqs:receivemessage') as allows_public_receive,  -- anyone may read messages from it
    aws_resource_policy.is_open as is_public,  -- its policy allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,        -- actions that its policy allows the public, lower case, wildcards unexpanded
    aws_resource_policy.unscoped_services,     -- services allowed without a source condition (confused deputy)
    aws_resource_policy.foreign_accounts,      -- other accounts that its policy allows
    aws_resource_policy.text as policy         -- its policy, JSON; empty without one
from self
left join attributes on attributes.id = self.id
left join tags on tags.id = self.id
left join aws_resource_policy on aws_resource_policy.id = self.id
