"""Lambda's limits and use in each region of an account."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

LAMBDA_SETTINGS = AwsCollector(
    kind="aws_lambda_settings",
    needs="aws_lambda_function",
    list=AwsCall("lambda:GetAccountSettings"),
    id="arn:{partition}:lambda:{region}:{scope}:settings",
)
