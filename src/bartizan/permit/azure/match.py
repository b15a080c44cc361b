"""How actions of Azure match: ``*`` is any run of characters, and case does not count.

Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions
"""

from collections.abc import Iterable
from functools import lru_cache


@lru_cache(100_000)
def matches(pattern: str, action: str) -> bool:
    """Return whether a pattern of a role names an action; a hostile pattern costs no more than its length."""
    first, *rest = pattern.lower().split("*")
    text = action.lower()
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    here, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, here, end)
        if found < 0:
            return False
        here = found + len(part)
    return True


def names(patterns: Iterable[str], action: str) -> bool:
    """Return whether any of the patterns names an action."""
    return any(matches(pattern, action) for pattern in patterns)
