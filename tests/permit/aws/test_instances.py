"""Running commands on an instance that has a stronger role: whether Systems Manager manages one decides."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.permit.aws.asking import NEW, OWN, allow

OPERATOR, STRONG = f"arn:aws:iam::{OWN}:role/operator", f"arn:aws:iam::{OWN}:role/build"
PROFILE = f"arn:aws:iam::{OWN}:instance-profile/build"
INSTANCE = f"arn:aws:ec2:eu-west-1:{OWN}:instance/i-1"
ONLINE = {"InstanceId": "i-1", "PingStatus": "Online"}
PERHAPS = "conditional  an EC2 instance that Systems Manager manages runs as role/build"


def _role(arn: str, statements: list[dict[str, Any]], service: str = "lambda.amazonaws.com") -> dict[str, Any]:
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}]}
    inline = [{"PolicyName": "own", "PolicyDocument": {"Version": NEW, "Statement": statements}}]
    name = arn.rpartition("/")[2]
    return {"RoleName": name, "Arn": arn, "RolePolicyList": inline, "AssumeRolePolicyDocument": trust}


def _escalation(
    folder: Path, managed: dict[str, Any], refused: str = "", state: str = "running", resource: str = "*"
) -> str:
    """Effect, resource and condition of the operator's way to the role of the instance."""
    strong = _role(STRONG, [allow("*")], "ec2.amazonaws.com") | {"InstanceProfileList": [{"Arn": PROFILE}]}
    instance = {"InstanceId": "i-1", "State": {"Name": state}, "IamInstanceProfile": {"Arn": PROFILE}}
    told = [
        ("aws_iam_role", OPERATOR, _role(OPERATOR, [allow("ssm:SendCommand", resource)])),
        ("aws_iam_role", STRONG, strong),
        ("aws_ec2_instance", INSTANCE, instance),
        ("aws_ssm_instance", f"arn:aws:ssm:eu-west-1:{OWN}:managed-instance/i-1", managed),
    ]
    with ObservationSpool(folder / "observations") as spool:
        for kind in {kind for kind, *_ in told}:
            outcome = Outcome.DENIED if kind == refused else Outcome.OK
            spool.write(Observation(kind, "", LIST, outcome, OWN, "" if kind == "aws_iam_role" else "eu-west-1"))
        for kind, id_, body in told:
            if kind != refused and body:
                region = "" if kind == "aws_iam_role" else "eu-west-1"
                spool.write(Observation(kind, id_, SELF, Outcome.OK, OWN, region, body=body))
    with Engine(threads=1) as engine:
        engine.load_observations(spool.path)
        make_tables(engine, ["aws_iam_role"])
        asked = "select effect, through_id, condition from escalation where principal_id = ? and target_id = ?"
        rows = engine.rows(asked, [OPERATOR, STRONG])
        return ", ".join(f"{row['effect']} {row['through_id']} {row['condition']}".strip() for row in rows)


@pytest.mark.parametrize(
    ("managed", "more", "expected"),
    [
        (ONLINE, {}, f"yes {INSTANCE}"),
        (ONLINE, {"resource": INSTANCE}, f"yes {INSTANCE}"),
        (ONLINE, {"resource": INSTANCE.replace("i-1", "i-2")}, ""),
        (ONLINE, {"state": "terminated"}, ""),
        (ONLINE | {"PingStatus": "ConnectionLost"}, {}, ""),
        ({}, {}, ""),
        ({}, {"refused": "aws_ssm_instance"}, PERHAPS),
        (ONLINE, {"refused": "aws_ec2_instance"}, PERHAPS),
    ],
)
def test_commands_run_as_the_role_of_a_managed_instance(
    tmp_path: Path, managed: dict[str, Any], more: dict[str, str], expected: str
) -> None:
    assert _escalation(tmp_path, managed, **more) == expected
