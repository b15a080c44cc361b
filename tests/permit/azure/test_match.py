"""Patterns of actions against the plain meaning of a star."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.permit.azure.match import matches

_TEXT = st.text("ab/*", max_size=12)


@given(_TEXT, st.text("abAB/", max_size=12))
def test_a_star_is_any_run_of_characters(pattern: str, action: str) -> None:
    expression = "".join(".*" if symbol == "*" else re.escape(symbol) for symbol in pattern)
    assert matches(pattern, action) == bool(re.fullmatch(expression, action.lower()))


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "Microsoft.Web/sites/write", True),
        ("*/read", "Microsoft.Web/sites/read", True),
        ("*/read", "Microsoft.Web/sites/config/list/action", False),
        ("microsoft.web/SITES/*", "Microsoft.Web/sites/config/write", True),
        ("Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/write", True),
        ("Microsoft.Web/sites", "Microsoft.Web/sites/write", False),
        ("a*a", "a", False),
    ],
)
def test_patterns_as_roles_write_them(pattern: str, action: str, expected: bool) -> None:
    assert matches(pattern, action) is expected


def test_a_hostile_pattern_is_answered() -> None:
    assert not matches("*a" * 2_000 + "b", "a" * 4_000)
