"""Run every edge's SELECT and write the graph: nodes by number, edges between them, and what could not be read."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bartizan.graph.edges.node import number_nodes, resolve_ids, select
from bartizan.graph.edges.source import COLUMNS, EdgeSource, edge_sources
from bartizan.graph.edges.target import mark_targets
from bartizan.graph.tables import EDGE, EDGE_GAP
from bartizan.store import Engine
from bartizan.store.engine import literal, quoted

_FOUND = {
    "kind": "varchar",
    "mode": "varchar",
    **dict.fromkeys(COLUMNS[:-1], "varchar"),
    "rule_ids": "varchar[]",
}
_IDENTITIES = ("aws_iam_role", "aws_iam_user", "aws_iam_group", "azure_principal", "azure_user_assigned_identity")
_ACCESS = "access_edge"
_SCRATCH = ("found_edge", "found_node", "edge_reads")


def connect_edges(engine: Engine, home: Path | None = None) -> None:
    """Create ``node``, ``edge``, ``edge_gap`` and ``target`` from the tables of all stages before.

    ``home`` may have a sensitivity.yaml of its own.
    """
    engine.create_empty("found_edge", _FOUND)
    prepare(engine)
    _find(engine, edge_sources().values())
    number_nodes(engine)
    resolve_ids(engine)
    _write_edges(engine)
    _write_gaps(engine)
    mark_targets(engine, home)
    for name in _SCRATCH:
        engine.execute(f"drop table {name}")
    engine.execute(f"drop view {_ACCESS}")


def cut_identities(engine: Engine, scopes: Sequence[str]) -> None:
    """Take out the edges, and the gaps of edges, that start from identities of these scopes."""
    kinds, places = (", ".join(map(literal, each)) for each in (_IDENTITIES, scopes))
    which = f"source_n in (select n from node where kind in ({kinds}) and scope in ({places}))"
    for table in ("edge", "edge_gap"):
        engine.execute(f"delete from {table} where {which}")


def prepare(engine: Engine) -> None:
    """Create the view ``access_edge``, from which the files about permissions select."""
    engine.execute(f"create or replace view {_ACCESS} as {select(_ACCESS)}")


def _find(engine: Engine, sources: Iterable[EdgeSource]) -> None:
    """Put what all files select into ``found_edge``; planning a SELECT that finds nothing would take milliseconds."""
    tables = set(engine.tables())
    is_empty = {
        name: name not in tables or not engine.rows(f"select 1 from {quoted(name)} limit 1")
        for name in {name for source in sources for name in source.starts_from}
    }
    for source in sources:
        if not all(is_empty[name] for name in source.starts_from):
            engine.execute(f"insert into found_edge {_statement(source)}")


def _statement(source: EdgeSource) -> str:
    return (
        f"select {literal(source.kind)}, {literal(source.mode)}, {', '.join(COLUMNS)} from (\n{source.sql.rstrip()}\n)"
    )


def _write_edges(engine: Engine) -> None:
    engine.create_empty("edge", EDGE)
    engine.execute(
        "insert into edge select source.n, target.n, e.kind, e.mode, e.effect, e.condition, e.why, e.weight_key, "
        "list_sort(e.rule_ids) from found_edge as e "
        "join found_node as source on source.id = e.source_id join found_node as target on target.id = e.target_id "
        "where source.n is not null and target.n is not null "
        "order by source.n, target.n, e.kind, e.weight_key, e.why, e.condition"
    )


def _write_gaps(engine: Engine) -> None:
    """Write what was not read: what files say of a node, ends of edges that are no node, and refused listings.

    A listing that was refused in an account leaves its gap on the account's administrator, for the ways in on the
    internet.
    """
    engine.create_empty("edge_gap", EDGE_GAP)
    engine.create_empty("edge_reads", {"kind": "varchar", "mode": "varchar", "name": "varchar"})
    engine.insert(
        "edge_reads", sorted({(each.kind, each.mode, name) for each in edge_sources().values() for name in each.reads})
    )
    engine.execute(f"insert into edge_gap {select('gap')}")
