"""Changing a workflow with a stronger role: certain where workflows were listed, conditional where they were not."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.permit.aws.asking import NEW, OWN, allow

OPERATOR, STRONG = f"arn:aws:iam::{OWN}:role/operator", f"arn:aws:iam::{OWN}:role/steps"
KIND = "aws_stepfunctions_state_machine"
MACHINE, OTHER = (f"arn:aws:states:eu-west-1:{OWN}:stateMachine:{name}" for name in ("orders", "other"))
PERHAPS = "conditional  a state machine runs as role/steps"


@pytest.mark.parametrize(
    ("listed", "role", "resource", "expected"),
    [
        (["ok"], STRONG, "*", f"yes {MACHINE}"),
        (["ok"], STRONG, MACHINE, f"yes {MACHINE}"),
        (["ok"], STRONG, OTHER, ""),
        (["ok"], OPERATOR, "*", ""),
        (["ok"], "", "*", ""),  # no machine is there
        (["ok"], None, "*", PERHAPS),  # its role was not read
        (["denied"], "", "*", PERHAPS),
        ([], "", "*", PERHAPS),  # the option was off
        # The machine of one region may not be changed; those of the other were not listed.
        (["ok", "denied"], STRONG, OTHER, PERHAPS),
        (["ok", "denied"], STRONG, "*", f"yes {MACHINE}"),
    ],
)
def test_a_workflow_decides(tmp_path: Path, listed: list[str], role: str | None, resource: str, expected: str) -> None:
    with ObservationSpool(tmp_path / "observations") as spool:
        for each in _observations(listed, role, resource):
            spool.write(each)
    with Engine(threads=1) as engine:
        engine.load_observations(spool.path)
        make_tables(engine, ["aws_iam_role"])
        asked = "select effect, through_id, condition from escalation where principal_id = ? and target_id = ?"
        rows = engine.rows(asked, [OPERATOR, STRONG])
        assert ", ".join(f"{row['effect']} {row['through_id']} {row['condition']}".strip() for row in rows) == expected


def _observations(listed: list[str], role: str | None, resource: str) -> list[Observation]:
    found = [Observation("aws_iam_role", "", LIST, Outcome.OK, OWN)]
    roles = [
        _role(OPERATOR, [allow(["states:UpdateStateMachine", "states:StartExecution"], resource)], "lambda"),
        _role(STRONG, [allow("*")], "states"),
    ]
    found += [Observation("aws_iam_role", body["Arn"], SELF, Outcome.OK, OWN, body=body) for body in roles]
    for outcome, region in zip(listed, ("eu-west-1", "us-east-1"), strict=False):
        found.append(Observation(KIND, "", LIST, Outcome(outcome), OWN, region))
    if role == "":
        return found
    found.append(Observation(KIND, MACHINE, SELF, Outcome.OK, OWN, "eu-west-1", body={"name": "orders"}))
    told = Outcome.DENIED if role is None else Outcome.OK
    return [*found, Observation(KIND, MACHINE, "detail", told, OWN, "eu-west-1", body=role and {"roleArn": role})]


def _role(arn: str, statements: list[dict[str, Any]], service: str) -> dict[str, Any]:
    principal = {"Service": f"{service}.amazonaws.com"}
    trust = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
    inline = [{"PolicyName": "own", "PolicyDocument": {"Version": NEW, "Statement": statements}}]
    return {"RoleName": arn.rpartition("/")[2], "Arn": arn, "RolePolicyList": inline, "AssumeRolePolicyDocument": trust}
