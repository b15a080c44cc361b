"""The sensitive actions, as dated facts in CSV files beside this one.

A ``kind`` is a pattern of the ARNs that an action is about, such as ``arn:aws:iam::111122223333:role/*``; ``*`` where
the service knows no resources for it. Source: https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bartizan.permit.aws.escalation.technique import techniques
from bartizan.permit.aws.expand.wanted import wanted_actions
from bartizan.permit.aws.language.match import matches

_FOLDER = Path(__file__).parent
_WILDCARD = re.compile(r"[*?]")
UNNAMED = "\ue010" * 40
"""Stands for an action, or a service, that no policy names: only a wildcard over all of them allows it."""


@dataclass(frozen=True)
class Ability:
    """One sensitive action: what it is good for and the pattern of the resources it is about."""

    name: str
    action: str
    resource: str


@dataclass(frozen=True)
class Service:
    """A sensitive service and the pattern of all its resources in an account; ``every`` stands for all its actions."""

    name: str
    resource: str

    @property
    def every(self) -> str:
        """An action of the service that only a pattern over all its actions names."""
        return f"{self.name}:{UNNAMED}"


@cache
def abilities() -> tuple[Ability, ...]:
    """Return every sensitive action."""
    return tuple(Ability(row["ability"], row["action"], row["resource"]) for row in _rows("abilities.csv"))


@cache
def services() -> tuple[Service, ...]:
    """Return every sensitive service."""
    return tuple(Service(row["service"], row["resource"]) for row in _rows("services.csv"))


_MASTERED = ("data_read", "assume_role", "pass_role", "write_code")
LOG_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
"""What a function must be allowed to write its log."""

EVERY_SERVICE = Service(UNNAMED, "*:*:{account}:*")
"""Stands for all services: a service that no policy names."""


@cache
def mastery(service: str) -> frozenset[tuple[str, str]]:
    """Return the actions of a service without which nobody is its administrator, each with what it is about.

    To delete things or to open them to others is not among them: many deny just these.
    """
    able = {(each.action, each.resource) for each in abilities() if each.name in _MASTERED}
    ways = {(need.action, need.resource) for technique in techniques() for need in technique.needs}
    return frozenset(need for need in able | ways if need[0].startswith(f"{service}:"))


@cache
def edits() -> tuple[tuple[str, str], ...]:
    """Return the actions of IAM that techniques need, each with what it is about."""
    needs = (need for technique in techniques() for need in technique.needs)
    return tuple(sorted({(need.action, need.resource) for need in needs if need.action.startswith("iam:")}))


@lru_cache(4096)
def kind(resource: str, partition: str, account: str) -> str:
    """Return the pattern of ARNs that a file's resource means in an account."""
    return resource if resource == "*" else f"arn:{partition}:{resource.replace('{account}', account)}"


@lru_cache(50_000)
def known(actions: tuple[str, ...], *, is_not: bool) -> frozenset[str]:
    """Return which of the files' actions, in lower case, the patterns of a statement name."""
    named = frozenset().union(*map(_named, actions))
    return _universe() - named if is_not else named


@lru_cache(50_000)
def _named(pattern: str) -> frozenset[str]:
    if "*" not in pattern and "?" not in pattern:
        return frozenset({pattern}) & _universe()
    start = _WILDCARD.split(pattern, 1)[0]
    return frozenset(action for action in _universe() if action.startswith(start) and matches(pattern, action))


@cache
def _universe() -> frozenset[str]:
    ways = {need.action for technique in techniques() for need in technique.needs}
    every = {service.every for service in (*services(), EVERY_SERVICE)}
    named = {ability.action for ability in abilities()} | ways | every | set(LOG_ACTIONS) | wanted_actions()
    return frozenset(action.lower() for action in named)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
