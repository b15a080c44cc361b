"""CloudWatch log groups, all in one listing: functions may write to any of them."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, ByName

LOGS_LOG_GROUP = AwsCollector(
    kind="aws_logs_log_group",
    max_age_hours=24,
    needs="aws_lambda_function",
    list=AwsCall("logs:DescribeLogGroups", {"limit": 50}),
    items="logGroups",
    id="arn:{partition}:logs:{region}:{scope}:log-group:{logGroupName}",
    by_name=ByName(
        AwsCall("logs:DescribeLogGroups", {"logGroupNamePrefix": "{logGroupName}", "limit": 50}, items="logGroups"),
        id=r"arn:[a-z-]+:logs:[a-z0-9-]+:\d{12}:log-group:(?P<logGroupName>[\w./#-]{1,512})",
        is_prefix=True,
    ),
)
