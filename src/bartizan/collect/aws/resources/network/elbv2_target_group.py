"""Target groups, and which function a group of type lambda leads to."""

from bartizan.collect.aws.engine.collector import Call, Collector, Each

ELBV2_TARGET_GROUP = Collector(
    kind="aws_elbv2_target_group",
    needs="aws_lambda_function",
    list=Call(
        "elbv2:DescribeTargetGroups",
        {"PageSize": 400},
        permission="elasticloadbalancing:DescribeTargetGroups",
    ),
    items="TargetGroups",
    id="{TargetGroupArn}",
    aspects={
        "targets": Each(
            Call(
                "elbv2:DescribeTargetHealth",
                {"TargetGroupArn": "{TargetGroupArn}"},
                permission="elasticloadbalancing:DescribeTargetHealth",
                absent=frozenset({"TargetGroupNotFound"}),
            ),
            only=("{TargetType}", "lambda"),
        ),
    },
)
