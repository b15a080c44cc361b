"""The queue of exposures: workloads with a way in, the worst first, and how far people are with each."""

import datetime
from dataclasses import dataclass

from bartizan.contract.paths import AttackPath
from bartizan.model import UsageError, now
from bartizan.report.paging import Part
from bartizan.service.answers.row_marks import exploited
from bartizan.service.answers.unverified import unverified_since
from bartizan.service.attack import attack_paths
from bartizan.service.nodes import NamedNode, named_nodes
from bartizan.service.published import Published
from bartizan.state import State
from bartizan.state.triage import (
    CLOSED,
    PROGRESS,
    ExposureMovedError,
    Triage,
    TriageEvent,
    change_triage,
    triage_events,
    triage_log,
    triages,
)

__all__ = [
    "PROGRESS", "Exposure", "ExposureMovedError", "Triage", "TriageEvent", "exposures", "move", "triage_events",
    "triage_of",
]  # fmt: skip
_MOST = 1000
_LONGEST = 4000


@dataclass(frozen=True)
class Exposure:
    """A workload with its worst path, how many there are, and how far people are with it."""

    node: NamedNode
    worst: AttackPath
    paths: int
    triage: Triage
    last: TriageEvent | None = None
    """What happened to it last, as far as people did something."""
    is_reopened: bool = False
    """It was done or accepted once, and is not any more."""
    is_exploited: bool = False
    """The workload has a vulnerability that is known to be exploited."""
    unverified_since: datetime.datetime | None = None
    """When the worst path was seen for certain last (UTC), as what it stands on was not read since; else None."""


def exposures(published: Published, state: State, directory: str) -> list[Exposure]:
    """Return the exposures of a snapshot, worst first."""
    try:
        found = attack_paths(published, part=Part(limit=_MOST)).items
    except UsageError:  # a snapshot without paths has no exposures
        return []
    of: dict[str, list[AttackPath]] = {}
    for path in found:
        of.setdefault(path.entry_id, []).append(path)
    nodes, known = named_nodes(published, list(of)), triages(state, directory)
    log, kev = triage_log(state, directory), exploited(published)
    since = unverified_since(published, state, [own[0] for own in of.values()])
    return [
        Exposure(
            nodes[id_],
            paths[0],
            len(paths),
            triage := known.get(id_, Triage()),
            log.last.get(id_),
            id_ in log.closed and triage.progress not in CLOSED,
            id_ in kev,
            since.get(paths[0].id),
        )
        for id_, paths in of.items()
    ]


def triage_of(state: State, directory: str, resource: str) -> Triage:
    """Return how far people are with the exposure of a workload."""
    return triages(state, directory).get(resource, Triage())


def move(
    state: State, directory: str, resource: str, *, kind: str, text: str, by: str, was: str | None = None
) -> Triage:
    """Move an exposure on, assign it, or say something about it; ``was`` is what ``by`` saw before.

    Raises:
        ExposureMovedError: somebody else changed it meanwhile; nothing was stored.
        UsageError: ``kind`` is none of progress, assignee and comment, or the text says nothing.
    """
    text = text.strip()
    if kind not in ("progress", "assignee", "comment"):
        raise UsageError(f"unknown change {kind!r}; choose from progress, assignee, comment")
    if kind == "progress" and text not in PROGRESS:
        raise UsageError(f"unknown progress {text!r}; choose from {', '.join(PROGRESS)}")
    if (kind == "comment" and not text) or len(text) > _LONGEST:
        raise UsageError(f"a comment has 1 to {_LONGEST} characters")
    return change_triage(state, directory, resource, TriageEvent(now(), by, kind, text), was)
