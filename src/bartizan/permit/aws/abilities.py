"""The sensitive actions and the known ways to more privileges, as dated facts in CSV files beside this one.

A ``kind`` is a pattern of the ARNs that an action is about, such as ``arn:aws:iam::111122223333:role/*``; ``*`` where
the service knows no resources for it. Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/ and
https://pathfinding.cloud/
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

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
class Escalation:
    """Actions that together lead to more privileges, each with what it is about.

    ``service`` is the one that a passed role is for; ``own`` says that the principal's own ``role`` or ``policy``
    suffices. ``target`` says through what named thing it leads: an ``identity`` or ``policy`` that is edited, a
    ``stronger`` identity, a stronger role that is ``trusting``, a ``function`` that runs as one; empty where names do
    not tell.
    """

    name: str
    needs: tuple[tuple[str, str], ...]
    service: str
    own: str
    target: str

    @property
    def passes(self) -> bool:
        """Whether it passes a role to what is made for it."""
        return self.needs[0][0] == "iam:PassRole"

    @cached_property
    def actions(self) -> frozenset[str]:
        """All its actions, in lower case."""
        return frozenset(action.lower() for action, _ in self.needs)


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
def escalations() -> tuple[Escalation, ...]:
    """Return every known way to more privileges."""
    return tuple(
        Escalation(
            row["name"],
            tuple(zip(row["actions"].split(), row["resources"].split(), strict=True)),
            row["service"],
            row["own"],
            row["target"],
        )
        for row in _rows("escalations.csv")
    )


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
    ways = {need for escalation in escalations() for need in escalation.needs}
    return frozenset(need for need in able | ways if need[0].startswith(f"{service}:"))


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
    ways = {action for escalation in escalations() for action, _ in escalation.needs}
    every = {service.every for service in (*services(), EVERY_SERVICE)}
    named = {ability.action for ability in abilities()} | ways | every | set(LOG_ACTIONS) | wanted_actions()
    return frozenset(action.lower() for action in named)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
