"""The services through which outsiders come: one listing where there are functions, and questions about each."""

from bartizan.collect.shared.target import AwsTarget
from tests.collect.aws_support import Collected, collected
from tests.conftest import Emulators

LISTED = {
    "appsync:ListGraphqlApis": "aws_appsync_graphql_api",
    "cognito-identity:ListIdentityPools": "aws_cognito_identity_pool",
    "cognito-idp:ListUserPools": "aws_cognito_user_pool",
    "iot:ListTopicRules": "aws_iot_topic_rule",
    "ses:DescribeActiveReceiptRuleSet": "aws_ses_receipt_rule_set",
}
ASKED = {
    "appsync:ListDataSources": ("aws_appsync_graphql_api", "data_sources"),
    "cognito-identity:DescribeIdentityPool": ("aws_cognito_identity_pool", "detail"),
    "cognito-identity:GetIdentityPoolRoles": ("aws_cognito_identity_pool", "roles"),
    "cognito-idp:DescribeUserPool": ("aws_cognito_user_pool", "detail"),
    "iot:GetTopicRule": ("aws_iot_topic_rule", "actions"),
}


async def _read(emulators: Emulators) -> Collected:
    return await collected(AwsTarget(regions=("eu-west-1",), endpoint_url=emulators.aws))


async def test_each_names_its_functions_and_roles(emulators: Emulators) -> None:
    came = await _read(emulators)
    assert {name: came.usage.calls[name] for name in LISTED} == dict.fromkeys(LISTED, 1)
    assert {name: came.usage.calls[name] for name in ASKED} == {**dict.fromkeys(ASKED, 2), "iot:GetTopicRule": 1}

    graphs = came.of("aws_appsync_graphql_api", "self")
    assert {o.body["name"]: o.body["authenticationType"] for o in graphs} == {
        "storefront": "API_KEY",
        "fleet": "AWS_IAM",
    }
    sources = [each for o in came.of("aws_appsync_graphql_api", "data_sources") for each in o.body["dataSources"]]
    (rule,) = (o.body["rule"] for o in came.of("aws_iot_topic_rule", "actions") if o.body)
    (rule_set,) = came.of("aws_ses_receipt_rule_set", "self")
    pools = {o.body["UserPool"]["Name"]: o.body["UserPool"] for o in came.of("aws_cognito_user_pool", "detail")}
    called = {source["lambdaConfig"]["lambdaFunctionArn"] for source in sources}
    called |= {action["lambda"]["functionArn"] for action in rule["actions"]}
    called |= {a["LambdaAction"]["FunctionArn"] for each in rule_set.body["Rules"] for a in each["Actions"]}
    called |= {arn for pool in pools.values() for arn in pool["LambdaConfig"].values()}
    assert len(called) == 7
    assert called < came.ids("aws_lambda_function")
    assert {name: pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] for name, pool in pools.items()} == {
        "storefront": False,
        "staff": True,
    }

    guests = {o.body["IdentityPoolName"]: o.body for o in came.of("aws_cognito_identity_pool", "detail")}
    assert {name: body["AllowUnauthenticatedIdentities"] for name, body in guests.items()} == {
        "storefront": True,
        "partners": False,
    }
    roles = {arn for o in came.of("aws_cognito_identity_pool", "roles") for arn in o.body["Roles"].values()}
    assert roles < came.ids("aws_iam_role")


async def test_refused_questions_are_told_and_a_region_without_a_service_has_none(emulators: Emulators) -> None:
    for operation in ASKED:
        await emulators.fault(operation, "deny")
    await emulators.fault("ses:DescribeActiveReceiptRuleSet", "deny", code="InvalidAction", status=400)
    came = await _read(emulators)
    for operation, (kind, aspect) in ASKED.items():
        refused = {(o.outcome, o.permission) for o in came.of(kind, aspect) if o.outcome != "absent"}
        assert refused == {("denied", operation)}
    assert came.outcomes("aws_ses_receipt_rule_set", "list") == {"ok": 1}
    assert not came.ids("aws_ses_receipt_rule_set")


async def test_refused_listings_are_told(emulators: Emulators) -> None:
    for operation in LISTED:
        await emulators.fault(operation, "deny")
    came = await _read(emulators)
    for operation, kind in LISTED.items():
        assert {(o.outcome, o.permission) for o in came.of(kind, "list")} == {("denied", operation)}
