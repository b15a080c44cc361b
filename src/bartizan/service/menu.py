"""The numbers beside a menu: how much there is of each thing, and how much could not be read."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from bartizan.decide.overlay import prepare
from bartizan.decide.workload import WORKLOADS
from bartizan.service.published import Published
from bartizan.store.engine import literal

_MOST = 8
_known: OrderedDict[str, Mapping[str, int | str]] = OrderedDict()
_lock = Lock()


def menu_counts(published: Published) -> Mapping[str, int | str]:
    """Return counts by what they count; kept for a snapshot and the decisions over it, which do not change."""
    with _lock:
        if published.revision and published.revision in _known:
            _known.move_to_end(published.revision)
            return _known[published.revision]
    counts = _counted(published)
    with _lock:
        _known[published.revision] = counts
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return counts


def _counted(published: Published) -> Mapping[str, int | str]:
    engine, tables = published.engine, set(published.engine.tables())
    prepare(engine)
    types = ", ".join(map(literal, WORKLOADS))
    queries: dict[str, str | int] = {
        "inventory": f"select count(*) as n from inventory where type in ({types})",
        "recommendations": "select count(distinct rule_id) as n from finding where status = 'fail'",
        "unknown": "select count(*) as n from finding where status = 'unknown'",
        "vulnerabilities": "select count(distinct advisory_id) as n from vulnerability",
        "attack-paths": "select count(*) as n from attack_path",
        "identities": "select count(*) as n from identity",
    }
    needs = {"vulnerabilities": "vulnerability", "attack-paths": "attack_path", "identities": "identity"}
    return {
        name: int(engine.rows(str(query))[0]["n"])
        for name, query in queries.items()
        if needs.get(name, "finding") in tables
    }
