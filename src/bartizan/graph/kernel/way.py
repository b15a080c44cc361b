"""From pairs back to the edges between them."""

from dataclasses import dataclass

import numpy as np

from bartizan.graph.kernel.csr import Ints
from bartizan.graph.kernel.search import PARENTS, Reached


@dataclass(frozen=True)
class Ways:
    """The kept way of each pair of an entry and an end: a row of ``edges``, -1 after the last."""

    entry: Ints
    end: Ints
    cost: Ints
    edges: Ints
    rows: Ints
    """Of ``Reached``."""

    def __len__(self) -> int:
        """How many ways there are."""
        return len(self.entry)


def ways(reach: Reached, ends: Ints) -> Ways:
    """Return the way to each of ``ends`` that an entry reaches."""
    rows = np.flatnonzero(np.isin(reach.node, ends))
    hops = reach.hops[rows].astype(np.int64)
    edges = np.full((len(rows), int(hops.max(initial=0))), -1, np.int64)
    at = rows
    for back in range(1, edges.shape[1] + 1):
        lines = np.flatnonzero(hops >= back)
        edges[lines, hops[lines] - back] = reach.edges[at[lines], 0]
        at = at.copy()
        at[lines] = reach.parents[at[lines], 0]
    return Ways(reach.entry[rows], reach.node[rows], reach.cost[rows], edges, rows)


def alternatives(reach: Reached, row: int, most: int = PARENTS) -> list[list[int]]:
    """Return up to ``most`` ways of a pair as lists of edges, the kept one first: they differ in any of their steps."""
    found: list[list[int]] = []
    open_: list[tuple[int, list[int]]] = [(row, [])]
    while open_ and len(found) < most:
        at, tail = open_.pop()
        if reach.parents[at, 0] < 0:
            found.append(tail)
            continue
        for nth in range(PARENTS - 1, -1, -1):
            if reach.parents[at, nth] >= 0:
                open_.append((int(reach.parents[at, nth]), [int(reach.edges[at, nth]), *tail]))
    return found
