-- Anyone sends a mail for which a receipt rule of SES calls a function.
-- kind: invokes
-- mode: invokes
-- from: aws_ses_receipt_rule_set
select
    'internet' as source_id,
    unnest(function_arns) as target_id,
    'yes' as effect,
    '' as condition,
    'a receipt rule of SES, in ' || name || ', calls it with mail that anyone can send' as why,
    'event' as weight_key,
    cast([] as varchar[]) as rule_ids
from aws_ses_receipt_rule_set
