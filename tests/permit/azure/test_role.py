"""Roles: blocks weighed one by one, conditions, and documents that nobody should write."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.permit.azure.role import Allowed, PermissionBlock, RoleError, allowed, binds, blocks

ACTIONS = [f"{a}/{b}/{c}" for a, b, c in product("xy", "xy", ("read", "write"))]
PATTERNS = ["*", "x/*", "*/read", "*/y/*", "x/x/read", "Y/X/WRITE", "x/*/write", "z/*"]
_LISTS = st.lists(st.sampled_from(PATTERNS), max_size=3).map(tuple)
_BLOCKS = st.builds(PermissionBlock, _LISTS, _LISTS, _LISTS, _LISTS, st.sampled_from(["", "@Request[a] b"]))

_NAMED = {
    "*": set(ACTIONS),
    "x/*": {a for a in ACTIONS if a.startswith("x/")},
    "*/read": {a for a in ACTIONS if a.endswith("/read")},
    "*/y/*": {a for a in ACTIONS if a.split("/")[1] == "y"},
    "x/x/read": {"x/x/read"},
    "Y/X/WRITE": {"y/x/write"},
    "x/*/write": {"x/x/write", "x/y/write"},
    "z/*": set(),
}
"""What each pattern names, counted out."""


def _counted(role: list[PermissionBlock], *, is_data: bool, is_free: bool) -> set[str]:
    found: set[str] = set()
    for block in role:
        if is_free and block.condition:
            continue
        wanted, taken = (block.data_actions, block.not_data_actions) if is_data else (block.actions, block.not_actions)
        found |= set().union(*(_NAMED[p] for p in wanted)) - set().union(*(_NAMED[p] for p in taken))
    return found


@given(st.lists(_BLOCKS, max_size=4), st.booleans(), st.booleans())
def test_a_role_allows_what_counting_says(role: list[PermissionBlock], is_data: bool, is_conditional: bool) -> None:
    condition = "@Resource[c] d" if is_conditional else ""
    free = set() if is_conditional else _counted(role, is_data=is_data, is_free=True)
    some = _counted(role, is_data=is_data, is_free=False)
    for action in ACTIONS:
        found = allowed(role, action, is_data=is_data, condition=condition)
        assert (found is Allowed.YES) == (action in free)
        assert (found is not Allowed.NO) == (action in some)


def test_what_one_block_takes_out_another_may_give() -> None:
    role = blocks(json.dumps([{"actions": ["*"], "notActions": ["x/*"]}, {"actions": ["x/x/read"]}]))
    assert allowed(role, "x/x/read", is_data=False) is Allowed.YES
    assert allowed(role, "x/x/write", is_data=False) is Allowed.NO


def test_actions_do_not_reach_data() -> None:
    assert allowed(blocks('[{"actions": ["*"]}]'), "x/x/read", is_data=True) is Allowed.NO


@pytest.mark.parametrize(
    ("condition", "action", "expected"),
    [
        ("", "a/write", False),
        ("@Resource[x] StringEquals 'y'", "a/write", True),
        ("(!(ActionMatches{'a/write'})) OR (@Request[x] y)", "a/write", True),
        ("(!(ActionMatches{'A/WRITE'})) OR (@Request[x] y)", "a/write", True),
        ("(!(ActionMatches{'a/write'})) OR (@Request[x] y)", "a/delete", False),
    ],
)
def test_a_condition_binds_the_actions_that_it_is_about(condition: str, action: str, expected: bool) -> None:
    assert binds(condition, action) is expected


@pytest.mark.parametrize(
    "permissions",
    ["", "{", "{}", "7", "[7]", '[{"actions": "*"}]', '[{"actions": [7]}]', '[{"condition": {}}]', "[" * 100_000],
)
def test_a_hostile_role_is_unreadable(permissions: str) -> None:
    with pytest.raises(RoleError):
        blocks(permissions)
