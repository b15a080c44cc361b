"""Systems Manager's parameters: their names, types and keys, never a value. The listing says it all."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

SSM_PARAMETER = AwsCollector(
    kind="aws_ssm_parameter",
    needs="aws_lambda_function",
    list=AwsCall("ssm:DescribeParameters", {"MaxResults": 50}),
    items="Parameters",
    id="{ARN}",
)
