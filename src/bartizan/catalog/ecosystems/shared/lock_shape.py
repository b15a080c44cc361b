"""Refuse lock files of another shape than their own: what they lock is unknown then, not nothing."""

from collections.abc import Mapping
from typing import Any

from bartizan.catalog.ecosystems.shared.text import parsed


def object_of(content: bytes) -> dict[str, Any]:
    """Return the object that JSON holds.

    Raises:
        ValueError: it is not JSON, or holds something else.
    """
    value = parsed(content)
    if not isinstance(value, dict):
        raise ValueError("it holds no object")
    return value


def object_in(lock: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the object below a key, an empty one where there is nothing.

    Raises:
        ValueError: something else is there.
    """
    value = lock.get(key) or {}
    if not isinstance(value, dict):
        raise ValueError(f"{key!r} in it is no object")
    return value


def list_in(lock: Mapping[str, Any], key: str) -> list[Any]:
    """Return the list below a key, an empty one where there is nothing.

    Raises:
        ValueError: something else is there.
    """
    value = lock.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"{key!r} in it is no list")
    return value
