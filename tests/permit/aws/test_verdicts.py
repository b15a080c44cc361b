"""From a role's policies, as AWS lists them, to verdicts and the evidence for them."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from bartizan.assess.load import load_rules
from bartizan.assess.rule import Rule
from bartizan.base.bundled import bundled
from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.normalize import schemas
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.permit.aws.asking import OWN, allow, deny

ROLE, BOSS = f"arn:aws:iam::{OWN}:role/app", f"arn:aws:iam::{OWN}:user/boss"
ADMIN_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"
KINDS = ("aws_lambda_function", "aws_iam_role", "aws_iam_user", "aws_iam_policy", "aws_organizations_organization")
_LAMBDA = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
TRUST = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [_LAMBDA]}}
FACTS = ("admin_grants", "service_grants", "escalation_grants")
REFUSED = ("aws_iam_policy", "aws_organizations_organization")
Told = dict[tuple[str, str], dict[str, Any]]
"""By a case and what was refused, the role's verdicts and facts."""


@cache
def rules() -> dict[str, Rule]:
    return load_rules([bundled("rules")], schemas())


def observed(statements: list[dict[str, Any]], refused: str = "") -> list[Observation]:
    """A function that runs as a role with one inline policy, beside a user who is an administrator."""
    policy = {"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
    function = f"arn:aws:lambda:eu-west-1:{OWN}:function:f"
    bodies = [
        ("aws_lambda_function", function, {"FunctionName": "f", "FunctionArn": function, "Role": ROLE}),
        ("aws_iam_role", ROLE, {"RoleName": "app", "Arn": ROLE, "RolePolicyList": [policy], **TRUST}),
        ("aws_iam_user", BOSS, {"UserName": "boss", "AttachedManagedPolicies": [{"PolicyArn": ADMIN_POLICY}]}),
        ("aws_organizations_organization", "org", {"Organization": {"Id": "o-ours", "MasterAccountId": "1"}}),
    ]
    listed = [(kind, Outcome.DENIED if kind == refused else Outcome.OK) for kind in KINDS]
    return [
        *(Observation(kind, "", LIST, outcome, OWN) for kind, outcome in listed),
        *(Observation(kind, id_, SELF, Outcome.OK, OWN, body=body) for kind, id_, body in bodies if kind != refused),
    ]


def in_account(observations: list[Observation], account: str) -> list[Observation]:
    """The same answers about another account."""

    def moved(each: Observation) -> Observation:
        body = json.loads(json.dumps(each.body).replace(OWN, account))
        return replace(each, id=each.id.replace(OWN, account), scope=account, body=body)

    return [moved(each) for each in observations]


@cache
def names() -> list[str]:
    """The rules about roles of functions, without what all their IDs begin with."""
    found = [name.rpartition("function_role_")[2] for name in rules() if name.startswith("aws.iam.function_role_")]
    return [name for name in found if rules()[f"aws.iam.function_role_{name}"].table == ["aws_iam_role"]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The statuses of rules of IAM for the role of each case, and its facts, by what was refused; made at once."""
    found: Told = {}
    for refused in ("", *REFUSED):
        with ObservationSpool(tmp_path_factory.mktemp("told") / "observations") as spool:
            for n, (statements, *_) in enumerate(CASES.values()):
                for each in in_account(observed(statements, refused), _account(n)):
                    spool.write(each)
        with Engine(threads=1) as engine:
            engine.load_observations(spool.path)
            make_tables(engine, ["aws_iam_role"])
            statuses = ", ".join(
                f'{rules()[f"aws.iam.function_role_{name}"].status_sql} as "{name}"' for name in names()
            )
            rows = engine.rows(f"select scope, {statuses}, {', '.join(FACTS)} from aws_iam_role")
        by_account = {row["scope"]: row for row in rows}
        found |= {(case, refused): by_account[_account(n)] for n, case in enumerate(CASES)}
    return found


def _account(number: int) -> str:
    return f"{int(OWN) + number:012}"


MANY = ["admin", "service_admin", "escalates"]
CASES: dict[str, tuple[list[dict[str, Any]], dict[str, str], list[str]]] = {
    "everything but one bucket": (
        [allow("*", NotResource=["arn:aws:s3:::audit*"], Sid="Most")],
        {"admin": "fail", "service_admin": "not_applicable", "escalates": "not_applicable"},
        ["inline:own statement Most"],
    ),
    "all of s3, by its buckets": (
        [allow("sqs:*"), allow("s3:*", "arn:aws:s3:::*")],
        {"admin": "pass", "service_admin": "fail", "escalates": "pass", "changes_all_data": "fail"},
        ["s3: inline:own statement 2"],
    ),
    "everything but verbs of IAM": (
        [allow(), deny(["iam:PutRolePolicy", "iam:Attach*", "iam:PassRole", "iam:Create*"])],
        {"admin": "pass", "service_admin": "fail", "escalates": "fail", "reads_all_data": "fail"},
        ["kms: inline:own statement 1"],
    ),
    "its own account": (
        [allow(condition={"StringEquals": {"aws:ResourceAccount": OWN}})],
        {"admin": "fail"},
        ["inline:own statement 1"],
    ),
    "its own organization": (
        [allow(condition={"StringEquals": {"aws:PrincipalOrgID": "o-ours"}})],
        {"admin": "fail"},
        ["inline:own statement 1"],
    ),
    "another organization": ([allow(condition={"StringEquals": {"aws:PrincipalOrgID": "o-b"}})], {"admin": "pass"}, []),
    "a condition that nobody can tell": (
        [allow(condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}})],
        dict.fromkeys(MANY, "pass"),
        [],
    ),
    "a key of one user, an administrator": (
        [allow("iam:CreateAccessKey", BOSS)],
        {"admin": "pass", "escalates": "fail", "mints_credentials": "pass"},
        ["create_access_key on user/boss: inline:own statement 1"],
    ),
    "every function": ([allow("lambda:InvokeFunction")], {"invokes_any_function": "fail", "escalates": "pass"}, []),
    "users of pools": ([allow("cognito-idp:AdminSet*")], {"takes_over_pool_users": "fail"}, []),
    "topics": ([allow("sns:*", "arn:aws:sns:*:*:*")], {"manages_any_topic": "fail"}, []),
    "policies of logs": ([allow("logs:PutResourcePolicy")], {"opens_logs": "fail", "exposes_resources": "pass"}, []),
    "an interpreter": (
        [allow(["bedrock-agentcore:*CodeInterpreter*", "iam:PassRole"])],
        {"escalates": "fail", "passes_any_role": "fail"},
        ["pass_role_to_code_interpreter: inline:own statement 1"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_verdicts_and_their_evidence(case: str, told: Told) -> None:
    _, verdicts, grants = CASES[case]
    row = told[case, ""]
    assert {name: row[name] for name in verdicts} == verdicts
    assert set(grants) <= {grant for fact in FACTS for grant in row[fact]}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("refused", REFUSED)
def test_a_refused_listing_moves_a_verdict_to_unknown_or_not_at_all(case: str, refused: str, told: Told) -> None:
    whole, less = told[case, ""], told[case, refused]
    assert {name: less[name] for name in names() if less[name] not in ("unknown", whole[name])} == {}
