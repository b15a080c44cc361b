"""API Gateway HTTP and WebSocket APIs with their routes, integrations, stages and authorizers."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

_BY_ID = {"ApiId": "{ApiId}", "MaxResults": "500"}


def _asked(operation: str, settings: tuple[str, ...] = (), drop: tuple[str, ...] = ()) -> Each:
    return Each(
        AwsCall(operation, _BY_ID, items="Items", permission="apigateway:GET", settings=settings, drop=drop),
    )


APIGATEWAYV2_API = AwsCollector(
    kind="aws_apigatewayv2_api",
    list=AwsCall("apigatewayv2:GetApis", {"MaxResults": "500"}, permission="apigateway:GET"),
    items="Items",
    id="arn:{partition}:apigateway:{region}::/apis/{ApiId}",
    aspects={
        "routes": _asked("apigatewayv2:GetRoutes"),
        "integrations": _asked(
            "apigatewayv2:GetIntegrations",
            drop=("Items[].RequestTemplates", "Items[].RequestParameters", "Items[].ResponseParameters"),
        ),
        "stages": _asked("apigatewayv2:GetStages", settings=("Items[].StageVariables!functions",)),
        "authorizers": _asked("apigatewayv2:GetAuthorizers"),
    },
)
