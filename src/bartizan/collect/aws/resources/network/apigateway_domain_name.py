"""API Gateway's custom domain names, and the APIs that each leads to."""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

APIGATEWAY_DOMAIN_NAME = AwsCollector(
    kind="aws_apigateway_domain_name",
    # Both versions of the API list the same names; only this one tells private names and edge-optimized ones.
    list=AwsCall("apigateway:GetDomainNames", {"limit": 500}, permission="apigateway:GET"),
    items="items",
    id="arn:{partition}:apigateway:{region}::/domainnames/{domainName}",
    documents=("policy", "managementPolicy"),
    aspects={
        # Names that lead to HTTP APIs, or to a path of more than one part, are returned by the second version only.
        "mappings": Each(
            AwsCall(
                "apigatewayv2:GetApiMappings",
                {"DomainName": "{domainName}", "MaxResults": "500"},
                items="Items",
                permission="apigateway:GET",
            )
        ),
        "base_paths": Each(
            AwsCall(
                "apigateway:GetBasePathMappings",
                {"domainName": "{domainName}", "limit": 500},
                items="items",
                permission="apigateway:GET",
            ),
            only=("{endpointConfiguration[types][0]}", "EDGE"),
        ),
    },
)
