"""Parameters of rules: values that a predicate names as ``$name``, with a default in the rule's own file."""

from collections.abc import Mapping
from typing import Any

from bartizan.assess.guard import marks
from bartizan.store.engine import literal

MARK = "$"
Value = list[str] | int | str
"""A list of texts, a whole number or a text."""


def bound(predicate: str, parameters: Mapping[str, Value]) -> str:
    """Return a predicate with each ``$name`` replaced by its value as a typed SQL literal.

    A ``$name`` inside a string literal is text and stays.
    """
    parts, done = [], 0
    for name, start, end in marks(predicate):
        parts += [predicate[done:start], sql(parameters[name])]
        done = end
    return "".join([*parts, predicate[done:]])


def named(predicate: str) -> frozenset[str]:
    """Return the names of the parameters that a predicate reads."""
    return frozenset(name for name, _, _ in marks(predicate))


def sql(value: Value) -> str:
    """Return a value as a typed SQL literal; an empty list is one of texts."""
    if isinstance(value, list):
        return f"cast([{', '.join(literal(item) for item in value)}] as varchar[])"
    return str(int(value)) if isinstance(value, int) else literal(value)


def kind(value: object) -> str:
    """Return what a parameter's value is, in words; an empty text for what no parameter can hold."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, list):
        return "a list of texts" if all(isinstance(item, str) for item in value) else ""
    return {int: "a whole number", str: "a text"}.get(type(value), "")


def overrides(example: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that an example sets with keys such as ``$trusted_accounts``."""
    return {key.removeprefix(MARK): value for key, value in example.items() if key.startswith(MARK)}
