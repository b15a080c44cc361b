"""Lambda's limits and use in each region of an account."""

from bartizan.collect.aws.engine.collector import Call, Collector

LAMBDA_SETTINGS = Collector(
    kind="aws_lambda_settings",
    needs="aws_lambda_function",
    list=Call("lambda:GetAccountSettings"),
    id="arn:{partition}:lambda:{region}:{scope}:settings",
)
