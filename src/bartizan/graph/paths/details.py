"""The texts of the edges and nodes that paths lead over, read once for all of them."""

from collections.abc import Collection
from dataclasses import dataclass

from bartizan.graph.paths.state import OUTSIDE
from bartizan.store.engine import Engine, Row, literal


@dataclass(frozen=True)
class Details:
    """Edges by their row, nodes by their number."""

    edges: dict[int, Row]
    nodes: dict[int, Row]
    intended: frozenset[int]
    slots: frozenset[int]

    def node(self, n: int) -> Row:
        """Return a node's row."""
        return self.nodes[n]

    def id(self, n: int) -> str:
        """Return a node's ID."""
        return str(self.nodes[n]["id"])

    def name(self, n: int) -> str:
        """Return what a node is called, its ID where it has no name."""
        return str(self.nodes[n]["name"] or self.nodes[n]["id"])

    def kind(self, n: int) -> str:
        """Return a node's kind."""
        return str(self.nodes[n]["kind"])

    def is_intended(self, n: int) -> bool:
        """Say whether a tag or an exemption says that a node is public on purpose."""
        return n in self.intended


def details(engine: Engine, rows: Collection[int], targets: Collection[int], intended_tags: Collection[str]) -> Details:
    """Return the details of some rows of ``path_edge``, of the nodes at their ends, and of ``targets``."""
    engine.create_empty("path_row", {"e": "bigint"}, own=True)
    engine.insert("path_row", [(row,) for row in sorted(rows)])
    edges = {row["e"]: row for row in engine.rows("select path_edge.* from path_edge join path_row using (e)")}
    wanted = {edge[end] for edge in edges.values() for end in ("source_n", "target_n")} | set(targets)
    engine.create_empty("path_node", {"n": "bigint"}, own=True)
    engine.insert("path_node", [(n,) for n in sorted(wanted)])
    nodes = {row["n"]: row for row in engine.rows("select node.* from node join path_node using (n)")}
    slots = frozenset(row["n"] for row in engine.rows("select distinct source_n as n from edge where kind = 'slot_of'"))
    intended = _intended(engine, {row["kind"] for row in nodes.values()}, intended_tags) | _exempt(engine)
    return Details(edges, nodes, intended, slots)


def _intended(engine: Engine, kinds: Collection[str], tags: Collection[str]) -> frozenset[int]:
    """Return the nodes with a tag of people that says so; what has no table has no tags."""
    tables = [kind for kind in sorted(set(kinds) & set(engine.tables())) if "tags" in engine.columns(kind)]
    if not tables or not tags:
        return frozenset()
    listed = ", ".join(literal(tag) for tag in tags)
    has_tag = f"list_has_any(json_keys(tags), [{listed}])"
    selects = (f"select id from {table} where {has_tag}" for table in tables)
    found = engine.rows(f"select n from node join path_node using (n) where id in ({' union all '.join(selects)})")
    return frozenset(row["n"] for row in found)


def _exempt(engine: Engine) -> frozenset[int]:
    """Return the nodes whose way in from outside is exempt: the rule that finds it, on the node itself."""
    if not engine.has("exempted"):
        return frozenset()
    outside = ", ".join(map(literal, OUTSIDE))
    rows = engine.rows(
        "select distinct inside.n from exempted join node as inside on inside.id = exempted.resource_id "
        "join path_edge on path_edge.target_n = inside.n and list_contains(path_edge.rule_ids, exempted.rule_id) "
        f"join node as outside on outside.n = path_edge.source_n where outside.kind in ({outside})"
    )
    return frozenset(row["n"] for row in rows)
