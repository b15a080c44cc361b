"""DynamoDB tables: how they are encrypted and which access their own policy grants."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each
from bartizan.collect.aws.engine.tagging import pairs, tags

_ARN = "arn:{partition}:dynamodb:{region}:{scope}:table/{Name}"

DYNAMODB_TABLE = Collector(
    kind="aws_dynamodb_table",
    list=Call("dynamodb:ListTables", {"Limit": 100}),
    items="TableNames",
    id=_ARN,
    aspects={
        "detail": Each(Call("dynamodb:DescribeTable", {"TableName": "{Name}"})),
        "policy": Each(
            Call(
                "dynamodb:GetResourcePolicy",
                {"ResourceArn": _ARN},
                absent=frozenset({"PolicyNotFoundException"}),
                documents=("Policy",),
            )
        ),
        "tags": tags(
            Call("dynamodb:ListTagsOfResource", {"ResourceArn": _ARN}, items="Tags"), lambda all_: {"Tags": pairs(all_)}
        ),
    },
)
