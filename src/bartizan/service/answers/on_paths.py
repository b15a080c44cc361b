"""Which attack paths some resources are on, and as what."""

from collections.abc import Sequence
from dataclasses import dataclass

from bartizan.report.views.paths import has_paths
from bartizan.service.published import Published

_QUERY = """
select p.id, p.title, p.risk_level, list_sort(list(distinct m.node_id)) as ids,
    list_sort(list(distinct m.role)) as roles, count(*) over () as total
from attack_path_member as m join attack_path as p on p.id = m.path_id
where list_contains(?, m.node_id) group by all order by max(p.risk) desc, p.id limit ?
"""


@dataclass(frozen=True)
class PathOn:
    """An attack path that resources are on: their IDs, and whether they are its entry, on the way, or its target."""

    id: str
    title: str
    risk_level: str
    ids: Sequence[str]
    roles: Sequence[str]


def paths_on(published: Published, ids: Sequence[str], most: int) -> tuple[list[PathOn], int]:
    """Return the paths that some resources are on, the worst first, and how many there are in all."""
    if not has_paths(published.engine):
        return [], 0
    rows = published.engine.rows(_QUERY, [list(ids), most])
    total = rows[0]["total"] if rows else 0
    return [PathOn(*(row[name] for name in ("id", "title", "risk_level", "ids", "roles"))) for row in rows], total
