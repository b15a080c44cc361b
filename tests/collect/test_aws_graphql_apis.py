"""AppSync's GraphQL APIs: one listing where there are functions, and one question about each."""

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

KIND = "aws_appsync_graphql_api"


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=("eu-west-1",), endpoint_url=emulators.aws))


async def test_each_api_names_its_functions(emulators: Emulators) -> None:
    came = await _read(emulators)
    assert {o.body["name"]: o.body["authenticationType"] for o in came.of(KIND, "self")} == {
        "storefront": "API_KEY",
        "fleet": "AWS_IAM",
    }
    sources = [source for told in came.of(KIND, "data_sources") for source in told.body["dataSources"]]
    assert {source["lambdaConfig"]["lambdaFunctionArn"] for source in sources} <= came.ids("aws_lambda_function")
    assert came.usage.calls["appsync:ListGraphqlApis"] == 1
    assert came.usage.calls["appsync:ListDataSources"] == len(sources)


async def test_a_refusal_is_told(emulators: Emulators) -> None:
    await emulators.fault("appsync:ListDataSources", "deny")
    came = await _read(emulators)
    told = {(o.outcome, o.permission) for o in came.of(KIND, "data_sources")}
    assert told == {("denied", "appsync:ListDataSources")}
