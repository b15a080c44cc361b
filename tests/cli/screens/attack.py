"""Rows of the screens about what an attacker could reach."""

from typing import Any

_ACCOUNT = "111122223333"
_SUBSCRIPTION = "ac69cd69-7d47-5e37-8ded-21cd1915c819"


def _identity(name: str, **facts: Any) -> dict[str, Any]:
    return {
        "principal_id": f"arn:aws:iam::{_ACCOUNT}:role/{name}",
        "provider": "aws",
        "type": "role",
        "scope": _ACCOUNT,
        "name": name,
        "is_admin": False,
        "can_become_admin": "no",
        "via": [],
        "assumed_by": [],
        "data_access": 0,
        "data_read": [],
        "data_write": [],
        "held_unused": None,
        **facts,
    }


def _step(target: str, why: str, edge: str = "escalates_to") -> dict[str, str]:
    return {"edge": edge, "target": target, "why": why}


IDENTITIES = [
    _identity("break-glass", is_admin=True, can_become_admin="yes", data_access=120, assumed_by=["x", "y"]),
    _identity(
        "operations-shared",
        can_become_admin="yes",
        via=[
            _step(
                f"arn:aws:iam::{_ACCOUNT}:role/platform-account-keeper-role",
                f"lambda-004 through arn:aws:lambda:eu-west-1:{_ACCOUNT}:function:platform-account-keeper "
                "by inline:own statement 1",
            )
        ],
        data_access=8,
        assumed_by=["lambda.amazonaws.com"],
        held_unused=["dynamodb", "sqs"],
    ),
    _identity(
        "7f13bbb1-7cad-5304-ba35-2304a7ed6268",
        provider="azure",
        type="managed_identity",
        scope=_SUBSCRIPTION,
        can_become_admin="conditional",
        via=[
            _step(f"arn:aws:iam::{_ACCOUNT}:user/automation-mirror", "sts:AssumeRole by trust", "can_assume"),
            _step("", "define_roles, if a custom role that it may write is assigned to it"),
        ],
    ),
    _identity("unread", is_admin=None, can_become_admin="unknown", data_access=None, assumed_by=None, data_read=None),
    _identity("orders-read-role", data_access=1, assumed_by=["x"]),
]
