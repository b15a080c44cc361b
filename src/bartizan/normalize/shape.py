"""Which types a JSON document may have at which places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

STEP = re.compile(r"\.\"(?P<quoted>[^\"]+)\"|\.(?P<name>\w+)|\[(?P<index>\d+)\]|(?P<items>\[\*\])|(?P<members>\.\*)")
"""One step of a path into JSON."""
_ITEMS, _MEMBERS = object(), object()
_NAMES = {str: "VARCHAR", bool: "BOOLEAN", float: "DOUBLE", list: "ARRAY", dict: "OBJECT"}


@dataclass
class Shape:
    """The types that a value may have, as the engine names them (empty: any), and the shapes of what is below it.

    ``below`` maps a member's name, an item's number, or all items or members, to their shape.
    """

    types: frozenset[str] = frozenset()
    below: dict[object, "Shape"] = field(default_factory=dict)

    def fits(self, value: Any) -> bool:
        """Return whether a value and all that is below it have types that they may have; null fits everywhere."""
        if value is None:
            return True
        if self.types and self.types.isdisjoint(_names(value)):
            return False
        return all(child.fits(each) for step, child in self.below.items() for each in _at(value, step))


def shape(places: Iterable[tuple[str, frozenset[str]]]) -> Shape:
    """Return the shape with these types at these paths, such as ``$.Layers[*].Arn``."""
    root = Shape()
    for path, types in places:
        at = root
        for step in STEP.finditer(path):
            at = at.below.setdefault(_step(step), Shape())
        at.types |= types
    return root


def _step(found: re.Match[str]) -> object:
    if found["index"]:
        return int(found["index"])
    return _ITEMS if found["items"] else _MEMBERS if found["members"] else found["quoted"] or found["name"]


def _at(value: Any, step: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values() if step is _MEMBERS else (value[step],) if step in value else ()
    if isinstance(value, list):
        return value if step is _ITEMS else value[step : step + 1] if isinstance(step, int) else ()
    return ()


def _names(value: Any) -> tuple[str, ...]:
    # What fits 64 bits has the one or the other name by its sign.
    return ("BIGINT", "UBIGINT") if type(value) is int else (_NAMES[type(value)],)
