"""The rules by which SES receives mail, which anyone can send: one set is active in a region, or none.

Sources: https://docs.aws.amazon.com/ses/latest/APIReference/API_DescribeActiveReceiptRuleSet.html and
https://docs.aws.amazon.com/ses/latest/dg/regions.html#region-receive-email
"""

from bartizan.collect.aws.engine.collector import NOT_OFFERED, AwsCall, AwsCollector

SES_RECEIPT_RULE_SET = AwsCollector(
    kind="aws_ses_receipt_rule_set",
    needs="aws_lambda_function",
    # The code is that of regions where SES sends mail and receives none.
    list=AwsCall("ses:DescribeActiveReceiptRuleSet", absent=NOT_OFFERED | {"InvalidAction"}),
    id="arn:{partition}:ses:{region}:{scope}:receipt-rule-set/{Metadata[Name]}",
    leaves_out=lambda answer: not answer.get("Metadata"),
)
