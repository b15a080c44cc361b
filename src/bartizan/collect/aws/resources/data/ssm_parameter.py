"""Systems Manager's parameters: their names, types and keys, never a value. The listing says it all."""

from bartizan.collect.aws.engine.collector import Call, Collector

SSM_PARAMETER = Collector(
    kind="aws_ssm_parameter",
    needs="aws_lambda_function",
    list=Call("ssm:DescribeParameters", {"MaxResults": 50}),
    items="Parameters",
    id="{ARN}",
)
