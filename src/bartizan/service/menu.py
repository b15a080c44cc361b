"""The numbers beside a menu: how much there is of each thing, and how much could not be read."""

from collections.abc import Mapping

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service.answers.vulnerable import by_advisory
from bartizan.service.gaps import gap_count
from bartizan.service.listing import total
from bartizan.service.published import Published, once, once_decided

_LISTS = {
    "inventory": ("inventory", ListFilter(values={"type": list(WORKLOADS)})),
    "unknown": ("findings", ListFilter(values={"status": ["unknown"]})),
    "recommendations": ("recommendations", ListFilter()),
    "attack-paths": ("attack_paths", ListFilter()),
    "identities": ("identities", ListFilter()),
}
_DECIDED = frozenset({"unknown", "recommendations"})
"""What changes with decisions; the rest is as it was scanned."""


def menu_counts(published: Published) -> Mapping[str, int]:
    """Return the total of each list, counted once for a snapshot and the decisions over it."""
    counts = {id_: (_decided if id_ in _DECIDED else _lasting)(published, id_) for id_ in _LISTS}
    return counts | {"vulnerabilities": _advisories(published), "coverage": gap_count(published)}


@once
def is_empty(published: Published) -> bool:
    """Whether a scan found no resource at all, hidden ones included: then nothing is healthy either."""
    has_hidden = published.engine.has("hidden") and published.engine.rows("select 1 from hidden limit 1")
    return not (has_hidden or published.engine.rows("select 1 from resource limit 1"))


@once
def _advisories(published: Published) -> int:
    """Return how many advisories the page of vulnerabilities opens with."""
    return by_advisory(published, most=1).total


def _count(published: Published, id_: str) -> int:
    name, asked = _LISTS[id_]
    return total(published, name, asked)


_lasting, _decided = once(_count), once_decided(_count)
