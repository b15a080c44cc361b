"""How many rows a relation leads to over several steps: the graph's kernel finds the pairs, which joins would not end.

Nodes are there twice: from a node of the first kind steps lead to others of the first kind, and the relation itself to
nodes of the second, where the search ends.
"""

import hashlib

from bartizan.explore.relations import Edges
from bartizan.explore.rows import PartError
from bartizan.explore.tree import Related
from bartizan.store.engine import Engine

MOST_STARTS = 100_000
"""Rows that lead anywhere: of more, their pairs do not fit into memory."""


def count_pairs(engine: Engine, part: Related, asked: tuple[str, str], way: tuple[Edges, Edges], times: int) -> str:
    """Create a table of ``n, yes, may`` and return its name.

    ``asked`` are two SELECTs: the ``n`` where counting begins, and ``n, holds`` of what counts. ``way`` are the
    relation and what up to ``times`` steps before it go over.

    Raises:
        PartError: too many rows lead anywhere.
    """
    name = f"reach_{hashlib.sha256(repr((asked, way, times)).encode()).hexdigest()[:12]}"
    sure, all_ = (_counts(engine, part, asked, way, times, is_sure=each) for each in (True, False))
    engine.create_empty(name, {"n": "bigint", "yes": "bigint", "may": "bigint"})
    engine.insert(name, [(n, sure.get(n, 0), count - sure.get(n, 0)) for n, count in all_.items()])
    return name


def _counts(
    engine: Engine, part: Related, asked: tuple[str, str], way: tuple[Edges, Edges], times: int, *, is_sure: bool
) -> dict[int, int]:
    import numpy as np

    from bartizan.graph.kernel import compress, search
    from bartizan.graph.kernel.csr import hops_to

    def ints(sql: str, column: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.asarray(engine.arrays(sql)[column], np.int64)

    certain = " and e.effect = 'yes'" if is_sure else ""
    goal, steps = (
        (ints(sql, "own"), ints(sql, "other"))
        for sql in (
            f"select {of.own} as own, {of.other} as other from edge as e where {of.wanted}{certain}" for of in way
        )
    )
    nodes = int(engine.rows("select coalesce(max(n) + 1, 0) as n from node")[0]["n"])
    graph = compress(2 * nodes, np.concatenate([steps[0], goal[0]]), np.concatenate([steps[1], goal[1] + nodes]))
    wanted = ints(f"select n from ({asked[1]}){' where holds' if is_sure else ''} order by n", "n") + nodes
    first, hops = ints(f"{asked[0]} order by n", "n"), times + 1
    need = hops_to(graph, wanted, hops)
    first = first[need[first] <= hops]
    if len(first) > MOST_STARTS:
        raise PartError(part, "too many rows to count over several steps; ask for any, no or all")
    found = search(graph, first, wanted, hops, need=need)
    counts = np.bincount(found.entry[np.isin(found.node, wanted)], minlength=len(first))
    return dict(zip(first.tolist(), counts.tolist(), strict=True))
