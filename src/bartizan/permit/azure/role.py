"""Roles and denials as values: blocks of patterns, each block evaluated by itself.

Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bartizan.permit.azure.match import matches, names

_ACTION_OF_CONDITION = re.compile(r"ActionMatches\s*\{\s*'([^']*)'", re.IGNORECASE)


class RoleError(ValueError):
    """A role or denial that cannot be read; a principal that has it has unknown permissions."""


class Allowed(IntEnum):
    """Whether something may be done: not, only under a condition, or always."""

    NO = 0
    CONDITIONALLY = 1
    YES = 2


@dataclass(frozen=True)
class PermissionBlock:
    """One block of permissions: what it names, what it takes out of that again, and its condition or ''."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()
    condition: str = ""

    def has(self, action: str, *, is_data: bool) -> bool:
        """Return whether the block names an action and does not take it out again."""
        if is_data:
            return names(self.data_actions, action) and not names(self.not_data_actions, action)
        return names(self.actions, action) and not names(self.not_actions, action)


def blocks(permissions: str) -> tuple[PermissionBlock, ...]:
    """Return the blocks of a JSON list of permissions.

    Raises:
        RoleError: it is not what Azure writes.
    """
    try:
        read = json.loads(permissions)
    except (ValueError, RecursionError) as error:
        raise RoleError(f"not JSON: {error}") from error
    if not isinstance(read, list) or not all(isinstance(each, dict) for each in read):
        raise RoleError("permissions are not a list of blocks")
    return tuple(_blocks(read))


def allowed(role: Sequence[PermissionBlock], action: str, *, is_data: bool, condition: str = "") -> Allowed:
    """Return whether a role allows an action, held by an assignment with a condition or ''."""
    found = Allowed.NO
    for block in role:
        if block.has(action, is_data=is_data):
            free = not binds(block.condition, action) and not binds(condition, action)
            found = max(found, Allowed.YES if free else Allowed.CONDITIONALLY)
    return found


def denied(denial: Sequence[PermissionBlock], action: str, *, is_data: bool) -> Allowed:
    """Return whether a denial forbids an action: YES always, CONDITIONALLY, or NO."""
    return allowed(denial, action, is_data=is_data)


def binds(condition: str, action: str) -> bool:
    """Return whether a condition may refuse an action: one that says which actions it is about leaves others alone.

    Source: https://learn.microsoft.com/azure/role-based-access-control/conditions-format
    """
    if not condition.strip():
        return False
    about = _ACTION_OF_CONDITION.findall(condition)
    return not about or any(matches(each, action) for each in about)


def _blocks(read: Iterable[dict[str, Any]]) -> Iterator[PermissionBlock]:
    for each in read:
        condition = "" if each.get("condition") is None else each["condition"]
        if not isinstance(condition, str):
            raise RoleError("a condition is not a text")
        yield PermissionBlock(
            _patterns(each, "actions"),
            _patterns(each, "notActions"),
            _patterns(each, "dataActions"),
            _patterns(each, "notDataActions"),
            condition,
        )


def _patterns(block: dict[str, Any], key: str) -> tuple[str, ...]:
    patterns = [] if block.get(key) is None else block[key]
    if not isinstance(patterns, list) or not all(isinstance(each, str) for each in patterns):
        raise RoleError(f"{key} is not a list of texts")
    return tuple(patterns)
