"""API Gateway's usage plans: how fast the holders of API keys may call which stages."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector

APIGATEWAY_USAGE_PLAN = AwsCollector(
    kind="aws_apigateway_usage_plan",
    needs="aws_apigateway_rest_api",
    list=AwsCall("apigateway:GetUsagePlans", {"limit": 500}, permission="apigateway:GET"),
    items="items",
    id="arn:{partition}:apigateway:{region}::/usageplans/{id}",
)
