"""DynamoDB tables: how they are encrypted and which access their own policy grants."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each
from bartizan.collect.aws.engine.tagging import pairs, tags

_ARN = "arn:{partition}:dynamodb:{region}:{scope}:table/{Name}"

DYNAMODB_TABLE = AwsCollector(
    kind="aws_dynamodb_table",
    list=AwsCall("dynamodb:ListTables", {"Limit": 100}),
    items="TableNames",
    id=_ARN,
    aspects={
        "detail": Each(AwsCall("dynamodb:DescribeTable", {"TableName": "{Name}"})),
        "policy": Each(
            AwsCall(
                "dynamodb:GetResourcePolicy",
                {"ResourceArn": _ARN},
                absent=frozenset({"PolicyNotFoundException"}),
                documents=("Policy",),
            )
        ),
        "tags": tags(
            AwsCall("dynamodb:ListTagsOfResource", {"ResourceArn": _ARN}, items="Tags"),
            lambda all_: {"Tags": pairs(all_)},
        ),
    },
)
