"""From a role's policies, as AWS lists them, to verdicts and the evidence for them."""

from functools import cache
from pathlib import Path
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
FACTS = ("admin_grants", "service_grants", "escalation_grants")


@cache
def rules() -> dict[str, Rule]:
    return load_rules([bundled("rules")], schemas())


def observed(statements: list[dict[str, Any]], refused: str = "") -> list[Observation]:
    """A function that runs as a role with one inline policy, beside a user who is an administrator."""
    policy = {"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
    function = f"arn:aws:lambda:eu-west-1:{OWN}:function:f"
    bodies = [
        ("aws_lambda_function", function, {"FunctionName": "f", "FunctionArn": function, "Role": ROLE}),
        ("aws_iam_role", ROLE, {"RoleName": "app", "Arn": ROLE, "RolePolicyList": [policy]}),
        ("aws_iam_user", BOSS, {"UserName": "boss", "AttachedManagedPolicies": [{"PolicyArn": ADMIN_POLICY}]}),
        ("aws_organizations_organization", "org", {"Organization": {"Id": "o-ours", "MasterAccountId": "1"}}),
    ]
    listed = [(kind, Outcome.DENIED if kind == refused else Outcome.OK) for kind in KINDS]
    return [
        *(Observation(kind, "", LIST, outcome, OWN) for kind, outcome in listed),
        *(Observation(kind, id_, SELF, Outcome.OK, OWN, body=body) for kind, id_, body in bodies if kind != refused),
    ]


def told(observations: list[Observation], folder: Path, names: list[str]) -> dict[str, Any]:
    """The statuses of rules of IAM for the role, and its facts."""
    with ObservationSpool(folder / "observations") as spool:
        for each in observations:
            spool.write(each)
    with Engine(threads=1) as engine:
        engine.load_observations(spool.path)
        make_tables(engine, ["aws_iam_role"])
        statuses = ", ".join(f'{rules()[f"aws.iam.function_role_{name}"].status_sql} as "{name}"' for name in names)
        (row,) = engine.rows(f"select {statuses}, {', '.join(FACTS)} from aws_iam_role")
        return row


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


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_verdicts_and_their_evidence(case: tuple[Any, dict[str, str], list[str]], tmp_path: Path) -> None:
    statements, verdicts, grants = case
    row = told(observed(statements), tmp_path, list(verdicts))
    assert {name: row[name] for name in verdicts} == verdicts
    assert set(grants) <= {grant for fact in FACTS for grant in row[fact]}


@pytest.mark.parametrize("statements", [case[0] for case in CASES.values()], ids=CASES)
@pytest.mark.parametrize("refused", ["aws_iam_policy", "aws_organizations_organization"])
def test_a_refused_listing_moves_a_verdict_to_unknown_or_not_at_all(
    statements: list[dict[str, Any]], refused: str, tmp_path: Path
) -> None:
    (tmp_path / "whole").mkdir()
    names = [name.rpartition("function_role_")[2] for name in rules() if name.startswith("aws.iam.function_role_")]
    names = [name for name in names if rules()[f"aws.iam.function_role_{name}"].table == ["aws_iam_role"]]
    whole = told(observed(statements), tmp_path / "whole", names)
    less = told(observed(statements, refused), tmp_path, names)
    assert {name: less[name] for name in names if less[name] not in ("unknown", whole[name])} == {}
