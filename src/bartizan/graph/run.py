"""The graph stage: nodes, edges and targets from the tables of all stages before, then the paths through them."""

from collections.abc import Sequence
from pathlib import Path

from bartizan.graph.edges.run import connect_edges, cut_identities
from bartizan.graph.identities import make_identities
from bartizan.graph.paths.create import create_paths, path_settings
from bartizan.graph.paths.kept import keep_unread, keep_unverified
from bartizan.graph.paths.tables import ATTACK_PATH, CHOKE_POINT, MEMBER
from bartizan.graph.tables import EDGE, EDGE_GAP, GRAPH_TABLES, NODE, TARGET
from bartizan.store import Engine
from bartizan.store.engine import literal

SHAPES = dict(zip(GRAPH_TABLES, (NODE, EDGE, EDGE_GAP, TARGET, ATTACK_PATH, MEMBER, CHOKE_POINT), strict=True))
"""The columns of each of them and their types."""


def connect(
    engine: Engine,
    home: Path | None = None,
    *,
    previous: Path | None = None,
    is_early: bool = False,
    without: Sequence[str] = (),
) -> None:
    """Create the tables of the graph and ``identity``; ``home`` may have scenarios, weights, a sensitivity of its own.

    Identities of the scopes ``without`` permission analysis lead nowhere, and are not listed.
    Paths of the ``previous`` snapshot that are not found stay, as unknown, where what they stand on was not read:
    before all facts are read (``is_early``) all of them.

    Raises:
        UsageError: a file of the home cannot be used.
    """
    settings = path_settings(home)
    connect_edges(engine, home)
    if without:
        cut_identities(engine, without)
    create_paths(engine, settings)
    if previous:
        (keep_unread if is_early else keep_unverified)(engine, previous)
    make_identities(engine)
    if without:
        engine.execute(f"delete from identity where scope in ({', '.join(map(literal, without))})")
