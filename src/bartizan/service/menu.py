"""The numbers beside a menu: how much there is of each thing, and how much could not be read."""

from collections.abc import Mapping

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service.listing import total
from bartizan.service.published import LASTING, Published

_LISTS = {
    "inventory": ("inventory", ListFilter(values={"type": list(WORKLOADS)})),
    "unknown": ("findings", ListFilter(values={"status": ["unknown"]})),
    "recommendations": ("recommendations", ListFilter()),
    "vulnerabilities": ("vulnerabilities", ListFilter()),
    "attack-paths": ("attack_paths", ListFilter()),
    "identities": ("identities", ListFilter()),
}
_DECIDED = frozenset({"unknown", "recommendations"})
"""What changes with decisions; the rest is as it was scanned."""


def menu_counts(published: Published) -> Mapping[str, int]:
    """Return the total of each list, counted once for a snapshot and the decisions over it."""
    return {id_: _count(published, id_) for id_ in _LISTS}


def _count(published: Published, id_: str) -> int:
    memo = f"{'' if id_ in _DECIDED else LASTING}menu {id_}"
    if memo not in published.memo:
        name, asked = _LISTS[id_]
        published.memo[memo] = total(published, name, asked)
    found = published.memo[memo]
    return found if isinstance(found, int) else 0
