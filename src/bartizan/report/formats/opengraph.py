"""The graph in the OpenGraph form that BloodHound CE takes: nodes and edges, matched by ID.

https://bloodhound.specterops.io/opengraph/schema: properties are texts, numbers, booleans or lists of one of these,
and an edge's kind has letters, digits and underscores only.
"""

from typing import Any

from bartizan.store.engine import Engine, Row

_SOURCE = "Bartizan"


def opengraph(engine: Engine) -> dict[str, Any]:
    """Return all nodes and edges of a snapshot.

    What is not certain has its condition beside it, and ``effect`` says so.
    """
    nodes = engine.rows("select id, kind, name, provider, scope from node order by n")
    edges = engine.rows(
        "select s.id as source, t.id as target, e.kind, e.mode, e.effect, e.condition, e.why from edge as e "
        "join node as s on s.n = e.source_n join node as t on t.n = e.target_n "
        "order by e.source_n, e.target_n, e.kind, e.why"
    )
    graph = {"nodes": [_node(row) for row in nodes], "edges": [_edge(row) for row in edges]}
    return {"metadata": {"source_kind": _SOURCE}, "graph": graph}


def _node(row: Row) -> dict[str, Any]:
    told = {key: row[key] or "" for key in ("name", "provider", "scope")}
    return {"id": row["id"], "kinds": [row["kind"], _SOURCE], "properties": told}


def _edge(row: Row) -> dict[str, Any]:
    ends = {end: {"value": row[key], "match_by": "id"} for end, key in (("start", "source"), ("end", "target"))}
    told = {key: row[key] or "" for key in ("mode", "effect", "condition", "why")}
    return {"kind": row["kind"], **ends, "properties": told}
