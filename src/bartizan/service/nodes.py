"""What the nodes of the graph are called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bartizan.service.published import Published


@dataclass(frozen=True)
class NamedNode:
    """A node of the graph: a resource by its type, or ``internet``, ``admin`` and the like."""

    id: str
    kind: str
    name: str
    scope: str


def named_nodes(published: Published, ids: Collection[str]) -> Mapping[str, NamedNode]:
    """Return nodes by ID; one that the snapshot does not have is called by its ID."""
    known: dict[str, NamedNode] = {}
    if published.engine.has("node"):
        columns = "id, kind, coalesce(name, '') as name, coalesce(scope, '') as scope"
        query = f"select {columns} from node where id in (select unnest(?::varchar[]))"
        known = {row["id"]: NamedNode(**row) for row in published.engine.rows(query, [sorted(set(ids))])}
    return {id_: known.get(id_) or NamedNode(id_, "", id_.rsplit("/", 1)[-1].rsplit(":", 1)[-1], "") for id_ in ids}
