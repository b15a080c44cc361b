"""Whom the policies of resources let in: strangers, accounts that are named, services that act for either."""

import datetime
from typing import Any

import pytest

from bartizan.permit.aws.access import columns, grants
from bartizan.permit.aws.caller import Organization
from bartizan.permit.aws.entrance import Entrance
from bartizan.permit.aws.gateway import gate, routes
from bartizan.permit.aws.language.policy import parsed

OWN, FOREIGN = "111122223333", "999988887777"
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
QUEUE = f"arn:aws:sqs:eu-west-1:{OWN}:q"
FUNCTION = f"arn:aws:lambda:eu-west-1:{OWN}:function:f"
API = "arn:aws:apigateway:eu-west-1::/restapis/x"
PLACE = {"api_id": "x", "methods": ["GET /x", "GET /admin"], "stages": ["prod", "test"]}


def door(resource: str, *statements: dict[str, Any], organization: str | None = None) -> Entrance:
    own = None if organization is None else Organization(organization, organization and f"{organization}/r-a/ou-b/")
    return Entrance(parsed({"Version": "2012-10-17", "Statement": list(statements)}), resource, OWN, NOW, own)


def allow(action: str, principal: Any = "*", effect: str = "Allow", **condition: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": principal, "Action": action, "Resource": "*"}
    return {**statement, "Condition": condition} if condition else statement


def of_address(*ranges: str) -> dict[str, Any]:
    return {"IpAddress": {"aws:SourceIp": list(ranges)}}


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        ({}, True),
        ({"StringEquals": {"aws:SourceAccount": OWN}}, False),
        ({"StringEqualsIfExists": {"aws:SourceAccount": OWN}}, True),
        ({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}}, False),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-abcdef1234/r-ab12/ou-ab12-11111111/*"]}}, False),
        ({"StringLike": {"aws:PrincipalOrgID": "*"}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}, False),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}, True),
        ({"StringEquals": {"aws:ResourceOrgID": "o-abcdef1234"}}, True),
        ({"Null": {"aws:SourceArn": "true"}}, True),
        ({"Null": {"aws:SourceArn": "false"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": FOREIGN}}, False),
        ({"StringNotEquals": {"aws:PrincipalAccount": FOREIGN}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{OWN}:*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:orders"}}, True),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}}, False),
        ({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}}, True),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, False),
        ({"StringLike": {"aws:SourceVpce": "*"}}, True),
        ({"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}, False),
        (of_address("203.0.113.0/24"), False),
        (of_address("0.0.0.0/1", "128.0.0.0/1"), True),
        (of_address("::0/0"), True),
    ],
)
def test_who_may_send_to_a_queue(condition: dict[str, Any], is_open: bool) -> None:
    found = columns(door(QUEUE, allow("sqs:SendMessage", **condition)))
    assert ("sqs:sendmessage" in found["open_actions"], found["public_actions"]) == (
        is_open,
        ["sqs:sendmessage"] if is_open else [],
    )


@pytest.mark.parametrize(
    ("denied", "is_open"),
    [
        (allow("sqs:SendMessage", effect="Deny", **of_address("192.0.2.0/24")), True),
        (allow("sqs:SendMessage", effect="Deny", Bool={"aws:SecureTransport": "false"}), True),
        (allow("sqs:SendMessage", effect="Deny"), False),
        (allow("sqs:ReceiveMessage", effect="Deny"), True),
        (allow("sqs:*", effect="Deny", StringNotEquals={"aws:PrincipalOrgID": "o-abcdef1234"}), False),
        (allow("sqs:*", effect="Deny", NotIpAddress={"aws:SourceIp": ["203.0.113.0/24"]}), False),
    ],
)
def test_what_a_denial_leaves(denied: dict[str, Any], is_open: bool) -> None:
    assert ("sqs:sendmessage" in columns(door(QUEUE, allow("sqs:*"), denied))["open_actions"]) is is_open


def test_an_allow_for_all_but_some_is_for_strangers() -> None:
    statement = allow("sqs:SendMessage")
    statement["NotPrincipal"] = {"AWS": f"arn:aws:iam::{FOREIGN}:root"}
    del statement["Principal"]
    assert columns(door(QUEUE, statement))["open_actions"] == ["sqs:sendmessage"]


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        ({"AWS": FOREIGN}, {}),
        ({"AWS": f"arn:aws:iam::{FOREIGN}:role/r"}, {}),
        ("*", {"StringEquals": {"aws:PrincipalAccount": [OWN, FOREIGN]}}),
        ("*", {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{FOREIGN}:role/*"}}),
        ({"Service": "s3.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": FOREIGN}}),
        ({"Service": "sns.amazonaws.com"}, {"ArnEquals": {"AWS:SourceArn": f"arn:aws:sns:eu-west-1:{FOREIGN}:t"}}),
    ],
)
def test_accounts_that_are_named_are_let_in(principal: Any, condition: dict[str, Any]) -> None:
    found = columns(door(FUNCTION, allow("lambda:InvokeFunction", principal, **condition)))
    assert (found["foreign_accounts"], found["is_invocable"]) == ([FOREIGN], False)


@pytest.mark.parametrize(
    ("condition", "unscoped"),
    [
        ({"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::my-bucket"}}, ["s3.amazonaws.com"]),
        ({"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::*"}, "StringEquals": {"AWS:SourceAccount": OWN}}, []),
        ({"StringEqualsIfExists": {"AWS:SourceAccount": OWN}}, []),
        ({"StringEquals": {"aws:SourceOrgID": "o-abcdef1234"}}, []),
        ({}, ["s3.amazonaws.com"]),
    ],
)
def test_a_source_without_an_account_is_anybodys(condition: dict[str, Any], unscoped: list[str]) -> None:
    statement = allow("lambda:InvokeFunction", {"Service": "s3.amazonaws.com"}, **condition)
    assert columns(door(FUNCTION, statement))["unscoped_services"] == unscoped


def test_a_signed_url_is_open_to_every_account_only_with_both_grants() -> None:
    url = allow("lambda:InvokeFunctionUrl", StringEquals={"lambda:FunctionUrlAuthType": "AWS_IAM"})
    function = allow("lambda:InvokeFunction", Bool={"lambda:InvokedViaFunctionUrl": "true"})
    both, one = columns(door(FUNCTION, url, function)), columns(door(FUNCTION, url))
    assert [both[name] for name in ("is_url_open_to_accounts", "is_url_open", "is_invocable")] == [True, False, False]
    assert not one["is_url_open_to_accounts"]


@pytest.mark.parametrize(
    ("statements", "is_open"),
    [
        ([allow("execute-api:Invoke")], True),
        ([allow("execute-api:Invoke"), allow("execute-api:Invoke", effect="Deny", **of_address("192.0.2.0/24"))], True),
        (
            [
                allow("execute-api:Invoke"),
                allow("execute-api:Invoke", effect="Deny", Bool={"aws:SecureTransport": "false"}),
            ],
            True,
        ),
        ([allow("execute-api:Invoke", {"AWS": f"arn:aws:iam::{OWN}:root"})], False),
        ([allow("execute-api:Invoke", **of_address("203.0.113.0/24", "198.51.100.7/32"))], False),
        ([allow("execute-api:Invoke", **of_address("0.0.0.0/1", "128.0.0.0/1"))], True),
        (
            [allow("execute-api:Invoke"), allow("execute-api:Invoke", effect="Deny", **of_address("0.0.0.0/1"))],
            True,
        ),
    ],
)
def test_what_limits_an_api(statements: list[dict[str, Any]], is_open: bool) -> None:
    assert gate(door(API, *statements), PLACE, "eu-west-1")["is_open"] is is_open


def test_a_denial_of_one_path_closes_that_path_alone() -> None:
    denial = {**allow("execute-api:Invoke", effect="Deny"), "Resource": "execute-api:/*/GET/admin"}
    stage = {**allow("execute-api:Invoke", effect="Deny"), "Resource": "execute-api:/test/*"}
    entrance = door(API, allow("execute-api:Invoke"), denial, stage)
    assert gate(entrance, PLACE, "eu-west-1")["is_open"]
    assert {row["id"]: row["open_stages"] for row in routes(entrance, PLACE, "eu-west-1")} == {
        f"{API} GET /x": ["prod"],
        f"{API} GET /admin": [],
    }


def test_grants_name_who_is_let_in_and_what_is_left_undecided() -> None:
    tagged = allow("sqs:SendMessage", {"AWS": FOREIGN}, StringEquals={"aws:PrincipalTag/team": "orders"})
    (row,) = grants(door(QUEUE, tagged))
    assert (row["who_kind"], row["who"], row["actions"]) == ("account", FOREIGN, ("sqs:sendmessage",))
    assert row["conditions"] == ["aws:principaltag/team"]


@pytest.mark.parametrize(
    ("statement", "organizations"),
    [
        (allow("lambda:InvokeFunction", StringEquals={"aws:PrincipalOrgID": "o-abcdef1234"}), ["o-abcdef1234"]),
        (
            {
                **allow("lambda:InvokeFunction"),
                "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abcdef1234/r-ab12/ou-ab12-*"}},
            },
            ["o-abcdef1234"],
        ),
        (
            allow(
                "lambda:InvokeFunction",
                {"Service": "sns.amazonaws.com"},
                StringEquals={"aws:SourceOrgID": "o-abcdef1234"},
            ),
            ["o-abcdef1234"],
        ),
        (
            allow(
                "lambda:InvokeFunction",
                StringEquals={"aws:PrincipalOrgID": "o-abcdef1234", "aws:PrincipalAccount": OWN},
            ),
            [],
        ),
        (allow("lambda:InvokeFunction", {"AWS": FOREIGN}, StringEquals={"aws:PrincipalOrgID": "o-abcdef1234"}), []),
        (allow("lambda:InvokeFunction", StringNotEquals={"aws:PrincipalOrgID": "o-abcdef1234"}), []),
    ],
)
def test_which_organizations_are_let_in_whole(statement: dict[str, Any], organizations: list[str]) -> None:
    entrance = door(FUNCTION, statement)
    assert columns(entrance)["organizations"] == organizations
    assert [row["who"] for row in grants(entrance) if row["who_kind"] == "organization"] == organizations


@pytest.mark.parametrize(
    ("statement", "changing"),
    [
        (allow("lambda:UpdateFunctionCode"), ["*"]),
        (allow("lambda:UpdateFunctionConfiguration", {"AWS": FOREIGN}), [FOREIGN]),
        (allow("lambda:GetFunction"), ["*"]),
        (allow("lambda:GetFunction", {"AWS": FOREIGN}), []),
        (allow("lambda:InvokeFunction"), []),
        (allow("lambda:*", {"AWS": OWN}), []),
        (allow("lambda:UpdateFunctionCode", StringEquals={"aws:PrincipalAccount": OWN}), []),
    ],
)
def test_who_may_change_a_function(statement: dict[str, Any], changing: list[str]) -> None:
    assert columns(door(FUNCTION, statement))["changing"] == changing


_SAME = {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}


@pytest.mark.parametrize(
    ("organization", "condition", "accounts"),
    [
        ("o-abcdef1234", {"aws:PrincipalIsAWSService": "false"}, [FOREIGN]),
        ("o-abcdef1234", {"aws:PrincipalOrgID": "o-abcdef1234"}, []),
        ("o-abcdef1234", {"aws:PrincipalOrgID": "o-another123"}, [FOREIGN]),
        ("o-abcdef1234", {"aws:PrincipalOrgID": ["o-abcdef1234", "o-another123"]}, [FOREIGN]),
        ("o-abcdef1234", _SAME, []),
        ("", {"aws:PrincipalOrgID": "o-abcdef1234"}, [FOREIGN]),
        ("", _SAME, []),
        (None, {"aws:PrincipalOrgID": "o-abcdef1234"}, [FOREIGN]),
    ],
)
def test_a_member_of_the_same_organization_is_no_outsider(
    organization: str | None, condition: dict[str, Any], accounts: list[str]
) -> None:
    statement = {**allow("lambda:UpdateFunctionCode", {"AWS": FOREIGN}), "Condition": {"StringEquals": condition}}
    found = columns(door(FUNCTION, statement, organization=organization))
    assert found["foreign_accounts"] == found["changing"] == accounts


@pytest.mark.parametrize("organization", [None, "", "o-abcdef1234"])
def test_a_denial_of_other_organizations_keeps_strangers_out(organization: str | None) -> None:
    denied = allow("*", effect="Deny", StringNotEquals=_SAME)
    found = columns(door(FUNCTION, allow("lambda:*"), denied, organization=organization))
    assert found["open_actions"] == []
    assert not found["is_invocable"]
