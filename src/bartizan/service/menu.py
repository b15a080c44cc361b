"""The numbers beside a menu: how much there is of each thing, and how much could not be read."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.ask import ListFilter
from bartizan.service.listing import rows
from bartizan.service.published import Published

_MOST = 8
_LISTS = {
    "inventory": ("inventory", ListFilter(values={"type": list(WORKLOADS)})),
    "unknown": ("findings", ListFilter(values={"status": ["unknown"]})),
    "recommendations": ("recommendations", ListFilter()),
    "vulnerabilities": ("vulnerabilities", ListFilter()),
    "attack-paths": ("attack_paths", ListFilter()),
    "identities": ("identities", ListFilter()),
}
_known: OrderedDict[str, Mapping[str, int]] = OrderedDict()
_lock = Lock()


def menu_counts(published: Published) -> Mapping[str, int]:
    """Return the total of each list; kept for a snapshot and the decisions over it, which do not change."""
    with _lock:
        if published.revision in _known:
            _known.move_to_end(published.revision)
            return _known[published.revision]
    counts = {id_: rows(published, name, asked, limit=1).total for id_, (name, asked) in _LISTS.items()}
    with _lock:
        _known[published.revision] = counts
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return counts
