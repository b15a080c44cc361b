"""API Gateway REST APIs with their methods, stages and authorizers."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

_BY_ID = {"restApiId": "{id}"}
_INTEGRATION = "items[].resourceMethods.*.methodIntegration"

APIGATEWAY_REST_API = AwsCollector(
    kind="aws_apigateway_rest_api",
    list=AwsCall("apigateway:GetRestApis", {"limit": 500}, permission="apigateway:GET"),
    items="items",
    id="arn:{partition}:apigateway:{region}::/restapis/{id}",
    documents=("policy",),
    aspects={
        "resources": Each(
            AwsCall(
                "apigateway:GetResources",
                {**_BY_ID, "limit": 500, "embed": ["methods"]},
                items="items",
                permission="apigateway:GET",
                # Mapping templates and fixed header values are code: they can hold credentials and no rule reads them.
                drop=(
                    f"{_INTEGRATION}.requestTemplates",
                    f"{_INTEGRATION}.requestParameters",
                    f"{_INTEGRATION}.integrationResponses",
                    "items[].resourceMethods.*.methodResponses",
                ),
            )
        ),
        "stages": Each(
            AwsCall(
                "apigateway:GetStages", _BY_ID, permission="apigateway:GET", settings=("item[].variables!functions",)
            )
        ),
        "authorizers": Each(
            AwsCall("apigateway:GetAuthorizers", {**_BY_ID, "limit": 500}, items="items", permission="apigateway:GET")
        ),
    },
)
