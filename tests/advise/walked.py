"""Ranges walked event by event over versions that were ordered by hand: slow, and obviously right."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.advise.ordered import ORDERED


def place(ecosystem: str, version: str) -> int | None:
    """Return the place of a version in its list: ``0`` comes before all, None if it has none."""
    if version == "0":
        return -1
    return next((n for n, equal in enumerate(ORDERED[ecosystem]) if version in equal), None)


def ending(ecosystem: str, events: Sequence[Mapping[str, str]], own: int) -> list[str]:
    """Return the version that fixes what a place is in, an empty text if none does, nothing if it is in no interval."""
    # Of a place's events a fix comes first, then what is introduced, then the place itself, then what is affected last.
    turns = {"fixed": 0, "introduced": 1, "last_affected": 3}
    steps = sorted(
        (place(ecosystem, version) or 0, turns[kind], kind, version)
        for event in events
        for kind, version in event.items()
    )
    is_in = False
    for at, turn, kind, version in steps:
        if (at, turn) > (own, 2):
            return [version if kind == "fixed" else ""] if is_in else []
        is_in = kind == "introduced"
    return [""] if is_in else []


def settled(ecosystem: str, entry: Mapping[str, Any], ends: set[str]) -> set[str]:
    """Return the versions with which a walk on from each end ends: a fix that is itself affected mends nothing."""
    found: set[str] = set()
    walked: set[str] = set()
    while ends - walked:
        end = min(ends - walked)
        walked.add(end)
        own = place(ecosystem, end)
        each = [e for r in entry["ranges"] if "events" in r for e in ending(ecosystem, r["events"], own or 0)]
        if each or any(place(ecosystem, version) == own for version in entry["versions"]):
            ends |= {e for e in each if e}
        else:
            found.add(end)
    return found
