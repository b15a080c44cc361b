"""Taking over a user by new credentials: what the credential report says of its keys and password decides."""

from pathlib import Path
from typing import Any

import pytest

from bartizan.model import LIST, SELF, Observation, Outcome
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.permit.aws.asking import NEW, OWN, allow

ROLE, USER = f"arn:aws:iam::{OWN}:role/helpdesk", f"arn:aws:iam::{OWN}:user/boss"
CREATE_KEY, NEW_PASSWORD, OTHER_PASSWORD = "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"


def _escalation(folder: Path, action: str, report: list[dict[str, str]] | None) -> str:
    """Effect and condition of the role's way to the user who is administrator; empty without one."""

    def inline(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"PolicyName": "own", "PolicyDocument": {"Version": NEW, "Statement": statements}}]

    role = {"RoleName": "helpdesk", "Arn": ROLE, "RolePolicyList": inline([allow(action)])}
    user = {"UserName": "boss", "Arn": USER, "UserPolicyList": inline([allow("*")])}
    account = {"Account": OWN, "Arn": ROLE}
    told = [
        Observation(kind, "", LIST, Outcome.OK, OWN) for kind in ("aws_iam_role", "aws_iam_user", "aws_account")
    ] + [
        Observation("aws_iam_role", ROLE, SELF, Outcome.OK, OWN, body=role),
        Observation("aws_iam_user", USER, SELF, Outcome.OK, OWN, body=user),
        Observation("aws_account", OWN, SELF, Outcome.OK, OWN, body=account),
        Observation(
            "aws_account",
            OWN,
            "credentials",
            Outcome.DENIED if report is None else Outcome.OK,
            OWN,
            body=None if report is None else {"Content": report},
        ),
    ]
    with ObservationSpool(folder / "observations") as spool:
        for each in told:
            spool.write(each)
    with Engine(threads=1) as engine:
        engine.load_observations(spool.path)
        make_tables(engine, ["aws_iam_role"])
        rows = engine.rows(
            "select effect, condition from escalation where principal_id = ? and target_id = ?", [ROLE, USER]
        )
        return ", ".join(f"{row['effect']} {row['condition']}".strip() for row in rows)


def _told(keys: int, *, has_password: bool) -> list[dict[str, str]]:
    active = ("true" if keys > 0 else "false", "true" if keys > 1 else "false")
    made = tuple("2026-01-01T00:00:00+00:00" if each == "true" else "N/A" for each in active)
    names = ("access_key_1_active", "access_key_2_active", "access_key_1_last_rotated", "access_key_2_last_rotated")
    return [
        {"user": "boss", "arn": USER, "password_enabled": str(has_password).lower(), "mfa_active": "false"}
        | dict(zip(names, active + made, strict=True))
    ]


@pytest.mark.parametrize(
    ("action", "report", "expected"),
    [
        (CREATE_KEY, _told(1, has_password=True), "yes"),
        (CREATE_KEY, _told(2, has_password=True), ""),
        (CREATE_KEY, None, "conditional the user has fewer than two access keys"),
        (CREATE_KEY, [], "conditional the user has fewer than two access keys"),
        (NEW_PASSWORD, _told(0, has_password=False), "yes"),
        (NEW_PASSWORD, _told(0, has_password=True), ""),
        (NEW_PASSWORD, None, "conditional the user has no password"),
        (OTHER_PASSWORD, _told(0, has_password=True), "yes"),
        (OTHER_PASSWORD, _told(0, has_password=False), ""),
        (OTHER_PASSWORD, None, "conditional the user has a password"),
    ],
)
def test_what_a_user_has_decides(
    tmp_path: Path, action: str, report: list[dict[str, str]] | None, expected: str
) -> None:
    assert _escalation(tmp_path, action, report) == expected
