"""The numbers beside a menu: how much there is of each thing, and how much could not be read."""

from collections.abc import Mapping

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service.listing import total
from bartizan.service.published import Published

_MEMO = "menu"
_LISTS = {
    "inventory": ("inventory", ListFilter(values={"type": list(WORKLOADS)})),
    "unknown": ("findings", ListFilter(values={"status": ["unknown"]})),
    "recommendations": ("recommendations", ListFilter()),
    "vulnerabilities": ("vulnerabilities", ListFilter()),
    "attack-paths": ("attack_paths", ListFilter()),
    "identities": ("identities", ListFilter()),
}


def menu_counts(published: Published) -> Mapping[str, int]:
    """Return the total of each list, counted once for a snapshot and the decisions over it."""
    if _MEMO not in published.memo:
        counts = {id_: total(published, name, asked) for id_, (name, asked) in _LISTS.items()}
        published.memo[_MEMO] = counts
    found: Mapping[str, int] = published.memo[_MEMO]  # type: ignore[assignment]
    return found
