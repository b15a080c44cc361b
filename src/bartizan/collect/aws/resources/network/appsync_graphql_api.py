"""AppSync's GraphQL APIs, who may call them, and the functions behind them: their roles invoke these, not a policy.

Sources: https://docs.aws.amazon.com/appsync/latest/APIReference/API_ListGraphqlApis.html and
https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
"""

from bartizan.collect.aws.engine.collector import AwsCall, AwsCollector, Each

APPSYNC_GRAPHQL_API = AwsCollector(
    kind="aws_appsync_graphql_api",
    needs="aws_lambda_function",
    list=AwsCall("appsync:ListGraphqlApis", {"maxResults": 25}),
    items="graphqlApis",
    id="{arn}",
    aspects={
        "data_sources": Each(
            AwsCall("appsync:ListDataSources", {"apiId": "{apiId}", "maxResults": 25}, items="dataSources")
        )
    },
)
