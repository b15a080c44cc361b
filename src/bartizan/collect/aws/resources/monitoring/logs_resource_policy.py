"""CloudWatch Logs' resource policies: who but the account's own identities may write to its logs. One listing a region.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

LOGS_RESOURCE_POLICY = AwsCollector(
    kind="aws_logs_resource_policy",
    max_age_hours=24,
    needs="aws_lambda_function",
    list=AwsCall("logs:DescribeResourcePolicies", {"limit": 50}),
    items="resourcePolicies",
    id="arn:{partition}:logs:{region}:{scope}:resource-policy:{policyName}",
    documents=("policyDocument",),
)
