"""The numbers beside a menu: how much there is of each thing, and how much could not be read."""

from collections.abc import Mapping

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service.answers.vulnerable import by_advisory
from bartizan.service.listing import total
from bartizan.service.published import LASTING, Published

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
    return {id_: _count(published, id_) for id_ in _LISTS} | {"vulnerabilities": _advisories(published)}


def _advisories(published: Published) -> int:
    """Return how many advisories the page of vulnerabilities opens with."""
    memo = f"{LASTING}menu advisories"
    if memo not in published.memo:
        published.memo[memo] = by_advisory(published, most=1).total
    found = published.memo[memo]
    return found if isinstance(found, int) else 0


def _count(published: Published, id_: str) -> int:
    memo = f"{'' if id_ in _DECIDED else LASTING}menu {id_}"
    if memo not in published.memo:
        name, asked = _LISTS[id_]
        published.memo[memo] = total(published, name, asked)
    found = published.memo[memo]
    return found if isinstance(found, int) else 0
