"""Conditions that limit which roles may be assigned: the documented forms, and what is none of them."""

import time

import pytest

from bartizan.permit.azure.escalate.limits import assigns, role_limit

OWNER, READER, ODD = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "acdd72a7-3385-48ef-bd42-f606fba81ae7", "odd"
STRONG = {OWNER: True, READER: False, ODD: None}
WRITE = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))"
DELETE = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}))"
ROLE = "@{}[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"
TYPE = (
    "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User'}"
)


def only(*roles: str, of: str = "Request") -> str:
    return f"{ROLE.format(of)} ForAnyOfAnyValues:GuidEquals {{{', '.join(roles)}}}"


def never(*roles: str) -> str:
    return f"{ROLE.format('Request')} ForAnyOfAllValues:GuidNotEquals {{{', '.join(roles)}}}"


@pytest.mark.parametrize(
    ("condition", "effect"),
    [
        (f"({WRITE} OR ({only(READER)}))", "no"),
        (f"({WRITE} OR ({only(OWNER)}))", "yes"),
        (f"({WRITE} OR ({only(READER, OWNER.upper())}))", "yes"),
        (f"({WRITE} OR ({only(READER)})) AND ({DELETE} OR ({only(READER, of='Resource')}))", "no"),
        (f"({WRITE} OR ({never(OWNER)}))", "unknown"),
        (f"({WRITE} OR ({never(OWNER, ODD)}))", "no"),
        (f"({WRITE} OR ({never(READER)}))", "yes"),
        (f"({WRITE} OR ({only('unread')}))", "unknown"),
        (f"({WRITE} OR ({only(OWNER)} AND {TYPE}))", "conditional"),
        (f"({WRITE} OR ({only(READER)} OR {only(OWNER)}))", "conditional"),
        ("@Principal[x] StringEquals 'y'", "conditional"),
        (f"({WRITE} OR NOT ({only(READER)}))", "conditional"),
    ],
)
def test_a_condition_leaves_roles(condition: str, effect: str) -> None:
    found = assigns(condition, STRONG)
    assert ("no" if found.holds == 0 else found.name) == effect
    assert bool(found.condition) is (effect in {"conditional", "unknown"})


def test_a_hostile_condition_costs_little() -> None:
    started = time.process_time()
    for text in ("(" * 200_000, "@Request[" * 50_000, f"{WRITE} OR " * 5_000, ROLE.format("Request") * 2_000):
        assert role_limit(text) is None
    assert time.process_time() - started < 5
