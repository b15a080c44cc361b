"""The queue of exposures: workloads with a way in, the worst first, and how far people are with each."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bartizan.base.resource_key import resource_key
from bartizan.contract.paths import AttackPath
from bartizan.model import UsageError, now
from bartizan.report.views.paths import LifeMove, PastExposure, has_paths, life_of, past_exposures
from bartizan.service.answers.row_marks import exploited
from bartizan.service.answers.unverified import unverified_since
from bartizan.service.attack import ways_in
from bartizan.service.nodes import NamedNode, named_nodes
from bartizan.service.published import Published, once
from bartizan.state import State
from bartizan.state.triage import (
    CLOSED,
    ITSELF,
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
    "MOST", "PROGRESS", "RESOLVED", "Exposure", "ExposureMovedError", "Triage", "TriageEvent", "exposed_workloads",
    "exposure_of", "exposures", "move", "open_exposures", "resolved_exposures", "resolved_total", "triage_events",
    "triage_of",
]  # fmt: skip
MOST = 1000
"""Exposures that are listed, the worst, besides those that somebody touched."""
RESOLVED = "resolved"
"""The state of an exposure whose last path is gone, however far people were with it."""
_LONGEST = 4000


@dataclass(frozen=True)
class Exposure:
    """A workload with its worst path, how many there are, and how far people are with it."""

    node: NamedNode
    worst: AttackPath
    paths: int
    triage: Triage
    last: TriageEvent | None = None
    """What happened to it last, as far as anything did."""
    is_reopened: bool = False
    """It was done, accepted or resolved once, and is not any more."""
    is_exploited: bool = False
    """The workload has a vulnerability that is known to be exploited."""
    unverified_since: datetime.datetime | None = None
    """When the worst path was seen for certain last (UTC), as what it stands on was not read since; else None."""
    resolved_at: datetime.datetime | None = None
    """When its last path was seen to be gone (UTC): ``worst`` and ``paths`` are what was there. Else None."""
    data_class: str = ""
    """How sensitive what the worst path reaches is, unknown where nothing says so; empty for what is resolved."""
    moves: Sequence[LifeMove] = ()
    """When it was resolved and reopened by itself."""

    @property
    def state(self) -> str:
        """How far it is: resolved, or what people say."""
        return RESOLVED if self.resolved_at else self.triage.progress


def exposures(published: Published, state: State, directory: str, most: int = MOST) -> list[Exposure]:
    """Return the ``most`` worst exposures of a snapshot that nobody touched, or more, and all others, worst first."""
    known = triages(state, directory)
    return _exposures(published, state, directory, known, most=most + len(known), also=list(known))


def exposure_of(published: Published, state: State, directory: str, key: str) -> Exposure | None:
    """Return the exposure of a workload by its ID or key, also one that is resolved; None where it never had one."""
    ids = [id_] if (id_ := _exposed(published).get(key)) else [key]
    there = _exposures(published, state, directory, triages(state, directory), most=0, also=ids)
    if there:
        return there[0]
    past = past_exposures(published.engine, 1, entry=_resolved(published).get(key, key))
    return next(iter(_resolved_of(published, state, directory, past)), None)


def resolved_exposures(published: Published, state: State, directory: str, most: int = MOST) -> list[Exposure]:
    """Return the exposures that were resolved last, the latest first."""
    return _resolved_of(published, state, directory, past_exposures(published.engine, most))


def resolved_total(published: Published) -> int:
    """Return how many exposures a snapshot remembers that are resolved."""
    return len(_resolved(published))


def exposed_workloads(published: Published) -> int:
    """Return how many exposures a snapshot has."""
    return len(_exposed(published))


def open_exposures(published: Published, state: State, directory: str) -> int:
    """Return how many exposures nobody is done with."""
    closed = [id_ for id_, each in triages(state, directory).items() if each.progress in CLOSED]
    exposed = _exposed(published)
    return len(exposed) - sum(resource_key(id_) in exposed for id_ in closed)


@once
def _exposed(published: Published) -> Mapping[str, str]:
    """Return the IDs of all exposures by their keys."""
    if not has_paths(published.engine):
        return {}
    rows = published.engine.rows("select distinct entry_id as id from attack_path")
    return {resource_key(row["id"]): row["id"] for row in rows}


@once
def _resolved(published: Published) -> Mapping[str, str]:
    """Return the IDs of the exposures that are resolved, by their keys."""
    if not published.engine.has("exposure"):
        return {}
    rows = published.engine.rows("select entry_id as id from exposure where state = ?", [RESOLVED])
    return {resource_key(row["id"]): row["id"] for row in rows}


def _resolved_of(published: Published, state: State, directory: str, past: Sequence[PastExposure]) -> list[Exposure]:
    known, log = triages(state, directory), triage_log(state, directory)
    life = life_of(published.engine, [each.worst.entry_id for each in past])
    return [
        Exposure(
            NamedNode(id_ := each.worst.entry_id, each.kind, each.name, each.scope),
            each.worst,
            each.paths,
            known.get(id_, Triage()),
            _latest(log.last.get(id_), life.get(id_, ())),
            resolved_at=each.resolved_at,
            moves=life.get(id_, ()),
        )
        for each in past
    ]


def _exposures(
    published: Published, state: State, directory: str, known: Mapping[str, Triage], *, most: int, also: Sequence[str]
) -> list[Exposure]:
    if not has_paths(published.engine):  # a snapshot without paths has no exposures
        return []
    found, _ = ways_in(published, most, also=also)
    nodes = named_nodes(published, [each.worst.entry_id for each in found])
    log, kev = triage_log(state, directory), exploited(published)
    since = unverified_since(published, state, [each.worst for each in found])
    life, classes = life_of(published.engine, [each.worst.entry_id for each in found]), _data_classes(published)
    return [
        Exposure(
            nodes[id_ := each.worst.entry_id],
            each.worst,
            each.paths,
            triage := known.get(id_, Triage()),
            _latest(log.last.get(id_), life.get(id_, ())),
            (id_ in log.closed or id_ in life) and triage.progress not in CLOSED,
            id_ in kev,
            since.get(each.worst.id),
            data_class=classes.get((each.worst.target_id, each.worst.target_kind), "unknown"),
            moves=life.get(id_, ()),
        )
        for each in found
    ]


@once
def _data_classes(published: Published) -> Mapping[tuple[str, str], str]:
    """Return how sensitive the targets of paths are, by their ID and kind: computed once of a snapshot."""
    if not published.engine.has("target", "node"):
        return {}
    rows = published.engine.rows(
        "select node.id, target.kind, any_value(target.sensitivity) as sensitivity from target join node "
        "on node.n = target.n where node.id in (select target_id from attack_path) group by all"
    )
    return {(row["id"], row["kind"]): row["sensitivity"] for row in rows}


def _latest(said: TriageEvent | None, moves: Sequence[LifeMove]) -> TriageEvent | None:
    """Return what happened last: what people did, or that it was resolved or reopened by itself."""
    if not moves or (said and said.at > moves[-1].at and said.author != ITSELF):
        return said
    return TriageEvent(moves[-1].at, ITSELF, moves[-1].kind, "")


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
