"""What a principal gains in a whole account, which ways are left out, and what an administrator implies."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.permit.aws.abilities import services
from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.escalation import rows
from bartizan.permit.aws.escalation.gained import GainedIdentity
from bartizan.permit.aws.escalation.identity import Account, IamIdentity
from bartizan.permit.aws.escalation.search import Search
from bartizan.permit.aws.escalation.technique import techniques
from bartizan.permit.aws.evaluate import Policies
from bartizan.permit.aws.language.policy import Statement, parsed
from bartizan.permit.aws.power import Power, power, power_of
from bartizan.permit.aws.weighing import Weighing
from tests.permit.aws.asking import NOW, OWN, allow, deny, set_of

ARN = f"arn:aws:iam::{OWN}"
ME, ADMIN, PLAIN = f"{ARN}:role/me", f"{ARN}:role/ops/admin", f"{ARN}:role/plain"
BOSS, GUEST, STAFF = f"{ARN}:user/boss", f"{ARN}:user/guest", f"{ARN}:group/staff"
OWN_POLICY, OTHERS_POLICY = f"{ARN}:policy/mine", f"{ARN}:policy/theirs"
STRONG, WEAK = (f"arn:aws:lambda:eu-west-1:{OWN}:function:{name}" for name in ("strong", "weak"))


def trust(**principal: Any) -> tuple[Statement, ...]:
    return parsed({"Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}})


LAMBDA = trust(Service=["lambda.amazonaws.com", "ec2.amazonaws.com"])


def identity(arn: str, *own: dict[str, Any], trusts: tuple[Statement, ...] | None = LAMBDA) -> IamIdentity:
    weighing = Weighing(Caller(arn, tags={}, takes_session_tags=False), Policies(set_of(list(own))), NOW)
    return IamIdentity(weighing.caller, weighing, power_of(weighing), trusts, (OWN_POLICY,) if arn == ME else ())


def gains(*own: dict[str, Any], of: Account | None = None) -> list[GainedIdentity]:
    """What role me gains."""
    everybody = [
        identity(ADMIN, allow("*")),
        identity(PLAIN, allow("s3:GetObject", "arn:aws:s3:::one/*")),
        identity(BOSS, allow("*")),
        identity(GUEST),
        identity(STAFF, allow("iam:*")),
        identity(ME, *own),
    ]
    account = of or Account(everybody, {ADMIN: [STRONG], PLAIN: [WEAK]}, frozenset({STRONG, WEAK}))
    me = identity(ME, *own)
    assert me.weighing
    assert me.power
    return list(Search(me, me.weighing, me.power, account).gains())


def ways(*own: dict[str, Any], of: Account | None = None) -> tuple[list[str], bool]:
    """The ways of role me through named things, and whether all of the account was read."""
    able = power(Caller(ME, tags={}), Policies(set_of(list(own))), NOW)
    found, is_whole = rows.ways(able, gains(*own, of=of))
    return [way.name for way in found if way not in able.escalations], is_whole


CREATE = allow(["lambda:CreateFunction", "lambda:InvokeFunction"], f"arn:aws:lambda:*:{OWN}:function:me-*")
CASES = {
    "a key of a stronger user": ([allow("iam:CreateAccessKey", BOSS)], ["create_access_key on user/boss"]),
    "a key of a user without rights": ([allow("iam:CreateAccessKey", GUEST)], []),
    "a key of nobody": ([allow("iam:CreateAccessKey", f"{ARN}:user/nobody")], []),
    "a key under a condition": (
        [allow("iam:CreateAccessKey", BOSS, {"Bool": {"aws:MultiFactorAuthPresent": True}})],
        [],
    ),
    "a key, denied": ([allow("iam:CreateAccessKey", f"{ARN}:user/b*"), deny("iam:*", BOSS)], []),
    "a password": (
        [allow("iam:*LoginProfile", BOSS)],
        ["create_login_profile on user/boss", "update_login_profile on user/boss"],
    ),
    "policies of a user that it cannot be": ([allow("iam:AttachUserPolicy", GUEST)], []),
    "policies of a role that it cannot be": ([allow("iam:PutRolePolicy", PLAIN)], []),
    "policies of a user, and a key": (
        [allow(["iam:AttachUserPolicy", "iam:CreateAccessKey"], GUEST)],
        ["attach_policy_and_create_key on user/guest"],
    ),
    "policies of a role, and its trust": (
        [allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], PLAIN)],
        ["put_policy_and_trust on role/plain"],
    ),
    "a harmless policy": (
        [
            allow(
                "iam:AttachRolePolicy",
                PLAIN,
                {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
            )
        ],
        [],
    ),
    "policies of a group that it is not in": ([allow("iam:PutGroupPolicy", STAFF)], []),
    "a version of its own policy": ([allow("iam:CreatePolicyVersion", OWN_POLICY)], ["create_policy_version"]),
    "a version of others' policy": ([allow("iam:CreatePolicyVersion", OTHERS_POLICY)], []),
    "the trust of a stronger role": (
        [allow("iam:UpdateAssumeRolePolicy", ADMIN)],
        ["update_assume_role_policy on role/ops/admin"],
    ),
    "the trust of a role that is not": ([allow("iam:UpdateAssumeRolePolicy", PLAIN)], []),
    "a member of a stronger group": ([allow("iam:AddUserToGroup", STAFF)], ["add_user_to_group on group/staff"]),
    "the code of a function that is stronger": (
        [allow("lambda:UpdateFunctionCode", STRONG)],
        ["update_function_code on function:strong"],
    ),
    "the code of one that is not": ([allow("lambda:UpdateFunctionCode", WEAK)], []),
    "a stronger role to pass": (
        [allow("iam:PassRole", ADMIN), CREATE],
        ["pass_role_to_lambda_invoke on role/ops/admin"],
    ),
    "a role to pass that is not": ([allow("iam:PassRole", PLAIN), CREATE], []),
    "a role to pass, and nothing that takes it": ([allow("iam:PassRole", ADMIN)], []),
    "a role to pass to another service": (
        [allow("iam:PassRole", ADMIN, {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), CREATE],
        [],
    ),
    "a service that the role does not trust": ([allow("iam:PassRole", ADMIN), allow("glue:*")], []),
}


@pytest.mark.parametrize(("own", "found"), CASES.values(), ids=CASES)
def test_ways_through_named_things(own: list[dict[str, Any]], found: list[str]) -> None:
    assert ways(*own) == (found, True)


@pytest.mark.parametrize(
    ("own", "trusts", "is_way"),
    [
        ([allow("sts:AssumeRole", ADMIN)], trust(AWS=f"{ARN}:root"), True),
        ([], trust(AWS=f"{ARN}:root"), False),
        ([], trust(AWS=ME), True),
        ([allow("sts:AssumeRole", ADMIN)], LAMBDA, False),
        ([deny("sts:AssumeRole", ADMIN)], trust(AWS=ME), False),
    ],
)
def test_a_role_is_assumed_where_both_sides_allow(own: list[Any], trusts: tuple[Statement, ...], is_way: bool) -> None:
    account = Account([identity(ADMIN, allow("*"), trusts=trusts), identity(ME, *own)])
    assert ways(*own, of=account) == (["assume_role on role/ops/admin"] if is_way else [], True)


def test_what_is_unread_of_the_account_leaves_ways_unknown() -> None:
    account = Account([IamIdentity(Caller(BOSS)), identity(ME)])
    assert ways(allow("iam:CreateAccessKey", BOSS), of=account) == ([], False)
    assert ways(allow("s3:*", BOSS), of=account) == ([], True)
    unreadable = Account([identity(ADMIN, allow("*"), trusts=None)])
    assert ways(allow("iam:PassRole", ADMIN), CREATE, of=unreadable) == ([], False)


_ACTIONS = st.sampled_from(
    ["*", "*:*", "iam:*", "s3:*", "iam:PutRolePolicy", "iam:Attach*", "lambda:*", "sts:*", "ec2:RunInstances"]
)
_RESOURCES = st.sampled_from(["*", "arn:aws:*", "arn:aws:iam::*:*", "arn:aws:s3:::*", "arn:aws:s3:::one/*", ADMIN])
_CONDITIONS = st.sampled_from(
    [
        None,
        None,
        {"StringEquals": {"aws:PrincipalAccount": OWN}},
        {"StringNotEquals": {"aws:ResourceAccount": OWN}},
        {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
        {"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}},
    ]
)


@st.composite
def _statement(draw: st.DrawFn) -> dict[str, Any]:
    make = draw(st.sampled_from([allow, allow, allow, deny]))
    more = {
        draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(_ACTIONS),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(_RESOURCES),
    }
    statement: dict[str, Any] = make(condition=draw(_CONDITIONS), **more)
    return statement


@settings(max_examples=400)
@given(st.lists(_statement(), max_size=4), st.none() | st.lists(_statement(), max_size=3))
def test_an_administrator_has_every_way_and_every_service(own: list[Any], boundary: list[Any] | None) -> None:
    policies = Policies(set_of(own), () if boundary is None else (set_of(boundary),))
    able = power(Caller(ME, tags={}), policies, NOW)
    if able.is_admin:
        assert [way.name for way in able.escalations] == [technique.name for technique in techniques()]
        assert [way.name for way in able.admin_services] == [service.name for service in services()]
        assert all(grant.source for grant in able.admin_grants)
    everything = [each for each in own if each == allow() or each == allow("*:*")]
    if everything and boundary is None and all(each["Effect"] == "Allow" for each in own):
        assert able.is_admin


def test_a_way_tells_its_grants() -> None:
    own = [allow("s3:GetObject"), allow("iam:PutRolePolicy", Sid="Rewrite")]
    able: Power = power(Caller(ME, tags={}), Policies(set_of(own)), NOW)
    assert [(way.name, [(grant.source, grant.sid) for grant in way.grants]) for way in able.escalations] == [
        ("put_role_policy", [("it", "Rewrite")])
    ]
