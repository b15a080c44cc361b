-- SNS topics, one row per topic.
with subscriptions_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_sns_subscription'
    group by scope, region
),
heard as (
    select
        topic_arn as id,
        scope,
        list_sort(list(endpoint_arn) filter (where endpoint_arn <> '')) as arns,
        list_sort(list_distinct(list(function_arn) filter (where function_arn <> ''))) as function_arns,
        list_sort(list_distinct(list(protocol))) as protocols,
        bool_or(is_unencrypted) as is_unencrypted
    from aws_sns_subscription
    group by topic_arn, scope
)
select
    self.id,                                   -- topic ARN
    split_part(self.id, ':', 6) as name,       -- topic name
    self.scope,                                -- account id
    self.region,                               -- region
    case
        when tags.outcome = 'ok' then as_tags((tags.body -> '$.Tags'))
        when tags.outcome = 'absent' then '{}'
    end as tags,                               -- tags, a JSON object
    self.observed_at,                          -- when it was read, UTC
    case when attributes.outcome = 'ok' then as_text((attributes.body -> '$.Attributes.KmsMasterKeyId'), '') end as kms_key,  -- KMS key that encrypts it, an id, alias or ARN; empty without one
    case when attributes.outcome = 'ok' then as_digits((attributes.body -> '$.Attributes.SubscriptionsConfirmed'), 0) end as subscription_count,  -- confirmed subscriptions
    case when subscriptions_listed.is_complete then coalesce(heard.arns, []) end as subscriber_arns,  -- queues, functions and streams of the account's own subscriptions to it
    case when subscriptions_listed.is_complete then coalesce(heard.function_arns, []) end as function_arns,  -- Lambda functions that these subscriptions call, without version or alias
    case when subscriptions_listed.is_complete then coalesce(heard.protocols, []) end as subscription_protocols,  -- how these subscriptions deliver: lambda, sqs, https, email and so on
    case when subscriptions_listed.is_complete then coalesce(heard.is_unencrypted, false) end as has_unencrypted_subscription,  -- one of them sends its messages without TLS
    list_contains(aws_resource_policy.open_actions, 'sns:publish') as allows_public_publish,  -- anyone may publish to it
    list_contains(aws_resource_policy.open_actions, 'sns:subscribe') as allows_public_subscribe,  -- anyone may subscribe to it
    aws_resource_policy.is_open as is_public,  -- its policy allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,        -- actions that its policy allows the public, lower case, wildcards unexpanded
    aws_resource_policy.unscoped_services,     -- services allowed without a source condition (confused deputy)
    aws_resource_policy.foreign_accounts,      -- other accounts that its policy allows
    aws_resource_policy.text as policy         -- its policy, JSON; empty without one
from self
left join attributes on attributes.id = self.id
left join tags on tags.id = self.id
left join subscriptions_listed on subscriptions_listed.scope = self.scope and subscriptions_listed.region = self.region
left join heard on heard.id = self.id and heard.scope = self.scope
left join aws_resource_policy on aws_resource_policy.id = self.id
