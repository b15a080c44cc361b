"""What of the queue an address asks for: how far, whose, narrowed to what, and in which order."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.model import now
from bartizan.portal.components.filters.exposures import narrowed
from bartizan.portal.view import View
from bartizan.service.triage import (
    MOST,
    PROGRESS,
    RESOLVED,
    Exposure,
    exposed_workloads,
    exposures,
    resolved_exposures,
    resolved_total,
)

NOBODY = "-"
"""What the address says of exposures that nobody was given: no person is called so."""
OPEN = frozenset(PROGRESS[:4])
_STATES = (*PROGRESS, RESOLVED)
SORTS: Mapping[str, Callable[[Exposure], Any]] = {
    "risk": lambda each: -each.worst.risk,
    "name": lambda each: (each.node.name or each.node.id).lower(),
    "age": lambda each: -(each.worst.first_seen or now()).timestamp(),
    "progress": lambda each: _STATES.index(each.state),
    "assignee": lambda each: (not each.triage.assignee, each.triage.assignee.lower()),
}
"""By what the queue is sorted, in the order that a name without a minus asks for; equals stay worst first."""


@dataclass(frozen=True)
class AskedQueue:
    """Exposures: all that are looked at, those of a state and of somebody, and what the choices leave of those.

    ``counts`` has how many there are of each state, ``rest`` how many more are open that nobody touched.
    """

    found: Sequence[Exposure]
    part: Sequence[Exposure]
    chosen: Sequence[Exposure]
    counts: Mapping[str, int]
    rest: int


def asked_queue(view: View, most: int = MOST) -> AskedQueue:
    """Return what the address asks for, of the ``most`` worst exposures and all that somebody touched."""
    published, directory = view.published, view.caller.directory
    wanted, whose = view.asked("progress"), view.asked("assignee")
    found = exposures(published, view.state, directory, most)
    rest = exposed_workloads(published) - len(found)
    past = resolved_exposures(published, view.state, directory, most) if wanted == RESOLVED else []
    part = [each for each in [*found, *past] if (each.state == wanted if wanted else each.state in OPEN)]
    if whose:
        part = [each for each in part if each.triage.assignee == ("" if whose == NOBODY else whose)]
    counts = {word: sum(each.state == word for each in found) for word in PROGRESS}
    counts[PROGRESS[0]] += rest
    counts |= {"": sum(counts[word] for word in OPEN), RESOLVED: resolved_total(published)}
    return AskedQueue(found, part, _sorted(view, narrowed(view, part)), counts, rest)


def _sorted(view: View, chosen: list[Exposure]) -> list[Exposure]:
    """Return exposures in the order that is asked for: the worst first, and of what is resolved the latest."""
    asked = view.asked("sort")
    key = SORTS.get(asked.removeprefix("-"))
    return sorted(chosen, key=key, reverse=asked.startswith("-")) if key else chosen


def queue_rows(view: View) -> list[dict[str, object]]:
    """Return all that the address asks for as rows of a spreadsheet, however many there are."""
    most = max(exposed_workloads(view.published), resolved_total(view.published))
    return [_row(each) for each in asked_queue(view, most).chosen]


def _row(each: Exposure) -> dict[str, object]:
    worst, last = each.worst, each.last
    return {
        "risk_level": worst.risk_level,
        "id": each.node.id,
        "name": each.node.name,
        "kind": each.node.kind,
        "scope": each.node.scope,
        "story": worst.title,
        "paths": each.paths,
        "reaches": worst.target_kind,
        "data_class": each.data_class,
        "state": each.state,
        "assignee": each.triage.assignee,
        "is_exploited": each.is_exploited,
        "is_reopened": each.is_reopened,
        "first_seen": _time(worst.first_seen),
        "unverified_since": _time(each.unverified_since),
        "resolved_at": _time(each.resolved_at),
        "last_event": "" if last is None else last.kind,
        "last_event_at": _time(last.at if last else None),
    }


def _time(at: datetime.datetime | None) -> str:
    return f"{at.isoformat(timespec='seconds')}Z" if at else ""
