"""Target groups, and which function a group of type lambda leads to."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

ELBV2_TARGET_GROUP = AwsCollector(
    kind="aws_elbv2_target_group",
    needs="aws_lambda_function",
    list=AwsCall(
        "elbv2:DescribeTargetGroups",
        {"PageSize": 400},
        permission="elasticloadbalancing:DescribeTargetGroups",
    ),
    items="TargetGroups",
    id="{TargetGroupArn}",
    aspects={
        "targets": Each(
            AwsCall(
                "elbv2:DescribeTargetHealth",
                {"TargetGroupArn": "{TargetGroupArn}"},
                permission="elasticloadbalancing:DescribeTargetHealth",
                absent=frozenset({"TargetGroupNotFound"}),
            ),
            only=("{TargetType}", "lambda"),
        ),
    },
)
