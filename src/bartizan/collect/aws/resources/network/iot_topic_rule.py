"""The rules by which AWS IoT sends what devices publish to functions.

Sources: https://docs.aws.amazon.com/iot/latest/apireference/API_GetTopicRule.html and
https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html
"""

from bartizan.collect.aws.engine.collector import NOT_OFFERED, AwsCall, AwsCollector, Each

# Actions of these kinds hold tokens, and headers and properties that may be passwords.
_LEFT_OUT = tuple(
    f"rule.{where}.{kind}" for where in ("actions[]", "errorAction") for kind in ("http", "kafka", "salesforce")
)

IOT_TOPIC_RULE = AwsCollector(
    kind="aws_iot_topic_rule",
    needs="aws_lambda_function",
    list=AwsCall("iot:ListTopicRules", absent=NOT_OFFERED),
    items="rules",
    id="{ruleArn}",
    aspects={
        "actions": Each(
            AwsCall("iot:GetTopicRule", {"ruleName": "{ruleName}"}, drop=_LEFT_OUT), unless=("ruleDisabled", True)
        )
    },
)
