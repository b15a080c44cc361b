"""The numbers beside a menu: how much there is of each thing, and how much could not be read."""

from collections.abc import Mapping

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service.answers.vulnerable import by_advisory
from bartizan.service.listing import total
from bartizan.service.published import Published, once, once_decided
from bartizan.state import State
from bartizan.state.triage import CLOSED, triages

_LISTS = {
    "inventory": ("inventory", ListFilter(values={"type": list(WORKLOADS)})),
    "unknown": ("findings", ListFilter(values={"status": ["unknown"]})),
    "recommendations": ("recommendations", ListFilter()),
    "attack-paths": ("attack_paths", ListFilter()),
    "identities": ("identities", ListFilter()),
}
_DECIDED = frozenset({"unknown", "recommendations"})
"""What changes with decisions; the rest is as it was scanned."""

_QUEUED = 1000
"""Paths, worst first, of which the queue is made."""


def menu_counts(published: Published) -> Mapping[str, int]:
    """Return the total of each list, counted once for a snapshot and the decisions over it."""
    counts = {id_: (_decided if id_ in _DECIDED else _lasting)(published, id_) for id_ in _LISTS}
    return counts | {"vulnerabilities": _advisories(published)}


def open_exposures(published: Published, state: State, directory: str) -> int:
    """Return how many exposures the queue opens with: the ways in are counted once for a snapshot."""
    closed = {id_ for id_, each in triages(state, directory).items() if each.progress in CLOSED}
    return len(_entries(published) - closed)


@once
def _entries(published: Published) -> frozenset[str]:
    """Return the workloads of the queue: those at which the worst paths begin."""
    if not published.engine.has("attack_path"):
        return frozenset()
    worst = f"select entry_id from attack_path order by risk desc, id limit {_QUEUED}"
    return frozenset(str(row["entry_id"]) for row in published.engine.rows(worst))


@once
def _advisories(published: Published) -> int:
    """Return how many advisories the page of vulnerabilities opens with."""
    return by_advisory(published, most=1).total


def _count(published: Published, id_: str) -> int:
    name, asked = _LISTS[id_]
    return total(published, name, asked)


_lasting, _decided = once(_count), once_decided(_count)
