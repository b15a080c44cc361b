-- Anyone sends a mail that a receipt rule of SES puts into a bucket or sends to a topic.
-- kind: feeds
-- mode: invokes
-- from: aws_ses_receipt_rule_set
select
    'internet' as source_id,
    unnest(topic_arns || bucket_arns) as target_id,
    'yes' as effect,
    '' as condition,
    'a receipt rule of SES, in ' || name || ', forwards mail to it that anyone can send' as why,
    'event' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_ses_receipt_rule_set
