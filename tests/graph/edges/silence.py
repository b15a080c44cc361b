"""Which edges went without a word when a read was refused."""

import re
from collections.abc import Callable

from bartizan.graph.edges import connect_edges
from bartizan.model import LIST
from bartizan.store import Engine
from bartizan.store.engine import literal
from tests.remade import deny

Edge = tuple[str, str, str]
_AZURE = re.compile(r"azure|Microsoft\.|trigger is not read")
"""What tells a gap of Azure."""
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
            *(row["source"], row["target"], f"internet {row['tp']}"),
            *(f"admin:{row['sp']}:{row['ss']}", f"admin:{row['tp']}:{row['ts']}"),
        }
        for row in rows
    }


def silent(engine: Engine, before: dict[Edge, set[str]]) -> list[Edge]:
    """Connect, and return the edges of ``before`` that are not there and that no gap explains."""
    after, found = edges(engine), gaps(engine)
    return sorted(
        edge
        for edge, explaining in before.items()
        if edge not in after and not any((node, edge[2]) in found for node in explaining)
    )


def gaps(engine: Engine) -> set[tuple[str, str]]:
    """Return the nodes of gaps, and their kinds; the internet, from which both clouds are entered, with the cloud."""
    rows = engine.rows("select id, g.kind, g.missing from edge_gap as g join node on n = source_n")
    return {(_named(row["id"], row["missing"]), row["kind"]) for row in rows}


def _named(node: str, missing: str) -> str:
    if node != "internet":
        return node
    return f"internet {'azure' if _AZURE.search(missing) else 'aws'}"
