"""Which edges went without a word when a read was refused."""

from collections.abc import Callable

from bartizan.graph.edges import connect_edges
from bartizan.model import LIST
from bartizan.store import Engine
from bartizan.store.engine import literal
from tests.remade import deny

Edge = tuple[str, str, str]
_LISTED_BY = {("aws_lambda_function", "aliases"): "aws_lambda_alias"}


def refuse(kind: str, aspect: str) -> Callable[[Engine], None]:
    """Return the change that refuses a question; what only its answer lists is not known then."""
    listed = kind if aspect == LIST else _LISTED_BY.get((kind, aspect), "")

    def change(engine: Engine) -> None:
        deny(kind, aspect)(engine)
        engine.execute(f"delete from observation where kind = {literal(listed)} and aspect <> {literal(LIST)}")

    return change


def edges(engine: Engine) -> dict[Edge, set[str]]:
    """Connect, and return the nodes whose gaps would explain that an edge is not there, by source, target and kind."""
    connect_edges(engine)
    rows = engine.rows(
        "select distinct s.id as source, t.id as target, e.kind, s.provider as sp, s.scope as ss, t.provider as tp, "
        "t.scope as ts from edge as e join node as s on s.n = e.source_n join node as t on t.n = e.target_n"
    )
    return {
        (row["source"], row["target"], row["kind"]): {
            *(row["source"], row["target"], "internet"),
            *(f"admin:{row['sp']}:{row['ss']}", f"admin:{row['tp']}:{row['ts']}"),
        }
        for row in rows
    }


def silent(engine: Engine, before: dict[Edge, set[str]]) -> list[Edge]:
    """Connect, and return the edges of ``before`` that are not there and that no gap explains."""
    after = edges(engine)
    gaps = {
        (row["id"], row["kind"])
        for row in engine.rows("select id, g.kind from edge_gap as g join node on n = source_n")
    }
    return sorted(
        edge
        for edge, explaining in before.items()
        if edge not in after and not any((node, edge[2]) in gaps for node in explaining)
    )
