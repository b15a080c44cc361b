"""Facts and verdicts about who gets in, from answers as AWS sends them to what rules say of them."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.assess import assess
from bartizan.assess.gaps import Gaps
from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.normalize import sources
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.golden.verdicts import rules

pytestmark = pytest.mark.slow

ACCOUNT, REGION = "111122223333", "eu-west-1"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders-read"
API = f"arn:aws:apigateway:{REGION}::/restapis/x"
HTTP_API = f"arn:aws:apigateway:{REGION}::/apis/h"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:t"
INVOKE = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
Answers = dict[tuple[str, str, str], Any]
ABSENT = object()


def function(**aspects: Any) -> Answers:
    """Return the answers about a function; an aspect that is not given is absent."""
    own = {
        "FunctionName": "orders-read",
        "FunctionArn": f"{FUNCTION}:$LATEST",
        "Runtime": "python3.13",
        "Version": "$LATEST",
    }
    answers = {SELF: own, "detail": {"Configuration": own, "Tags": {}}, **dict.fromkeys(("policy", "url"), ABSENT)}
    answers |= {"event_invoke": {"FunctionEventInvokeConfigs": []}, "aliases": {"Aliases": []}, **aspects}
    return {("aws_lambda_function", FUNCTION, aspect): body for aspect, body in answers.items()}


def rest_api(uri: str, method: str = "GET", variables: Any = None, **item: Any) -> Answers:
    """Return the answers about a REST API with one open method and the stages prod and test."""
    integration = {"type": "AWS_PROXY", "uri": uri}
    methods = {method: {"authorizationType": "NONE", "apiKeyRequired": False, "methodIntegration": integration}}
    stages = [{"stageName": name, "variables": (variables or {}).get(name, {})} for name in ("prod", "test")]
    bodies = {
        SELF: {"id": "x", "name": "x", "endpointConfiguration": {"types": ["REGIONAL"]}, **item},
        "resources": {"items": [{"id": "r", "path": "/x", "resourceMethods": methods}]},
        "stages": {"item": stages},
        "authorizers": {"items": []},
    }
    return {("aws_apigateway_rest_api", API, aspect): body for aspect, body in bodies.items()}


def topic(*statements: Any) -> Answers:
    attributes = {"Policy": {"Version": "2012-10-17", "Statement": list(statements)}}
    bodies = {SELF: {"TopicArn": TOPIC}, "attributes": {"Attributes": attributes}, "tags": {"Tags": []}}
    subscription = {"SubscriptionArn": f"{TOPIC}:s", "TopicArn": TOPIC, "Protocol": "lambda", "Endpoint": FUNCTION}
    return {
        **{("aws_sns_topic", TOPIC, aspect): body for aspect, body in bodies.items()},
        ("aws_sns_subscription", f"{TOPIC}:s", SELF): subscription,
    }


@pytest.fixture
def judged(tmp_path: Path) -> Any:
    """Return what normalizes answers and assesses them: a function to the row of a resource and failing rules."""

    def judge(answers: Answers, table: str, resource: str) -> tuple[dict[str, Any], dict[str, str]]:
        with ObservationSpool(tmp_path / "observations") as spool:
            for kind in sources():
                is_global = "_iam_" in kind or kind in {"aws_account", "aws_s3_bucket"} or "organization" in kind
                where = (ACCOUNT, "" if is_global else REGION)
                spool.write(Observation(kind, "", LIST, Outcome.OK, *where))
            for (kind, id_, aspect), body in answers.items():
                outcome = Outcome.ABSENT if body is ABSENT else Outcome.OK
                spool.write(Observation(kind, id_, aspect, outcome, ACCOUNT, REGION, None if body is ABSENT else body))
        with Engine(threads=1) as engine:
            engine.load_observations(spool.path)
            columns = make_tables(engine, {table})
            lineage = {name: source.lineage for name, source in sources().items()}
            assess(engine, rules(), columns, Gaps(engine, lineage))
            rows = {row["id"]: row for row in engine.rows(f"select * from {table}")}
            found = engine.rows("select rule_id, status from finding where resource_id = ?", [resource])
            return rows.get(resource, {}), {row["rule_id"]: row["status"] for row in found}

    return judge


@pytest.mark.parametrize("name", ["orders-read", "orders-read:live", "orders-read:${stageVariables.alias}"])
@pytest.mark.parametrize(
    "path", ["2015-03-31/functions/{}/invocations", "2021-11-15/functions/{}/response-streaming-invocations"]
)
def test_addresses_of_functions(judged: Any, name: str, path: str) -> None:
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/{path.format(arn)}"
    row, found = judged(function() | rest_api(uri), "aws_lambda_function", FUNCTION)
    assert (row["has_api_route"], row["has_open_route"], row["exposure"]) == (True, True, "internet")
    assert found["aws.lambda.open_api_route"] == "fail"


@pytest.mark.parametrize(
    ("variables", "is_open"),
    [
        (
            {"prod": {"fn": {"form": "text", "value": "orders-read"}}, "test": {"fn": {"form": "text", "value": "b"}}},
            True,
        ),
        ({"prod": {"fn": {"form": "text", "value": "a"}}, "test": {"fn": {"form": "text", "value": "b"}}}, False),
        ({"prod": {"fn": {"form": "text"}}, "test": {"fn": {"form": "text", "value": "b"}}}, None),
    ],
)
def test_a_stage_variable_names_the_function(judged: Any, variables: Any, is_open: bool | None) -> None:
    uri = f"{INVOKE}arn:aws:lambda:{REGION}:{ACCOUNT}:function:${{stageVariables.fn}}/invocations"
    row, found = judged(function() | rest_api(uri, variables=variables), "aws_lambda_function", FUNCTION)
    assert (row["has_api_route"], row["has_open_route"]) == (is_open, is_open)
    assert row["exposure"] == {True: "internet", False: "private", None: None}[is_open]
    assert found.get("aws.lambda.open_api_route") == {True: "fail", False: None, None: "unknown"}[is_open]


def test_an_unknown_name_may_only_be_a_function_that_fits(judged: Any) -> None:
    uri = f"{INVOKE}arn:aws:lambda:{REGION}:{ACCOUNT}:function:billing-${{stageVariables.fn}}/invocations"
    row, _ = judged(function() | rest_api(uri), "aws_lambda_function", FUNCTION)
    assert (row["has_api_route"], row["exposure"]) == (False, "private")


def test_preflight_that_a_function_answers_is_an_open_route(judged: Any) -> None:
    row, _ = judged(function() | rest_api(f"{INVOKE}{FUNCTION}/invocations", "OPTIONS"), "aws_apigateway_rest_api", API)
    assert row["open_routes"] == ["OPTIONS /x"]


@pytest.mark.parametrize(("principal", "is_open"), [("*", True), ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, False)])
def test_a_topic_that_strangers_fill_exposes_the_function_behind_it(judged: Any, principal: Any, is_open: bool) -> None:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sns:Publish", "Resource": TOPIC}
    answers = function() | topic(statement)
    row, found = judged(answers, "aws_lambda_function", FUNCTION)
    assert (row["exposure"], row["has_open_feed"]) == (("internet", True) if is_open else ("private", False))
    assert found.get("aws.trigger.open_queue_topic_or_bus") == ("fail" if is_open else None)
    assert judged(answers, "aws_sns_topic", TOPIC)[1].get("aws.sns.public_topic") == ("fail" if is_open else None)


def test_a_signed_url_that_every_account_may_call_is_public(judged: Any) -> None:
    statements: list[dict[str, Any]] = [
        {"Effect": "Allow", "Principal": "*", "Action": f"lambda:{action}", "Resource": FUNCTION}
        for action in ("InvokeFunctionUrl", "InvokeFunction")
    ]
    statements[0]["Condition"] = {"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}}
    statements[1]["Condition"] = {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}
    answers = function(
        policy={"Policy": {"Statement": statements}}, url={"FunctionUrl": "https://f", "AuthType": "AWS_IAM"}
    )
    row, found = judged(answers, "aws_lambda_function", FUNCTION)
    assert (row["url_reach"], row["is_signed_url_open"]) == ("signed", True)
    assert found["aws.lambda.public_resource_policy"] == "fail"


def test_a_function_that_is_gone_has_no_row(judged: Any) -> None:
    assert judged(function(detail=ABSENT), "aws_lambda_function", FUNCTION) == ({}, {})


def test_no_zone_is_told_of_subnets_that_are_not_known(judged: Any) -> None:
    own = function()["aws_lambda_function", FUNCTION, SELF] | {
        "VpcConfig": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"]}
    }
    row, found = judged(function(self=own), "aws_lambda_function", FUNCTION)
    assert (row["zone_count"], found["aws.lambda.single_zone"]) == (None, "unknown")


def test_a_malformed_answer_is_unknown_not_healthy(judged: Any) -> None:
    row, found = judged(function(policy={"Policy": 5}, url={"AuthType": {}}), "aws_lambda_function", FUNCTION)
    assert (row["url_reach"], row["is_publicly_invocable"]) == (None, None)
    assert found["aws.lambda.public_resource_policy"] == "unknown"
