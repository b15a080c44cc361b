"""Our reading of Azure's built-in roles: which of them hold which action that lets its holder gain more.

Of each role stand here its ID and the patterns about kinds of resources that these actions are about, and those with a
wildcard in their place. Roles that have the same patterns stand here once.
Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

import json
from pathlib import Path

import pytest

from bartizan.permit.azure.role import Allowed, allowed, blocks

ROLES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "built_in_roles.jsonl").read_text(encoding="utf-8").splitlines()
]
ACTIONS = sorted({action for role in ROLES for action in role["holds"]})


def test_there_are_actions_that_many_and_that_few_roles_hold() -> None:
    held = [sum(action in role["holds"] for role in ROLES) for action in ACTIONS]
    assert len(held) > 30
    assert min(held) < 5
    assert 50 < max(held) < len(ROLES)


@pytest.mark.parametrize("role", ROLES, ids=[role["role"] for role in ROLES])
def test_a_built_in_role_holds_the_listed_actions(role: dict[str, list[str]]) -> None:
    permissions = blocks(json.dumps(role["permissions"]))
    assert [a for a in ACTIONS if allowed(permissions, a, is_data=False) is not Allowed.NO] == role["holds"]
