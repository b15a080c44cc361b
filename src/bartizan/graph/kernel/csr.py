"""A directed graph as compressed rows: the edges of a node lie side by side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

COST_BITS = 8
"""An edge costs 0 to 63; what a way has cost so far is cut off at 255."""
FAR = 127
"""Hops to where nothing leads."""


@dataclass(frozen=True)
class Graph:
    """Edges sorted by source and target. ``edges`` are their numbers as given, ``starts`` has nodes + 1 items."""

    starts: Ints
    targets: Ints
    edges: Ints
    costs: Ints

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.starts) - 1

    def expand(self, nodes: Ints) -> tuple[Ints, Ints]:
        """Return, for each edge that leaves one of ``nodes``, which of them and the edge's row."""
        first = self.starts[nodes]
        counts = self.starts[nodes + 1] - first
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        rows = np.arange(total) + np.repeat(first - ends + counts, counts)
        return np.repeat(np.arange(len(nodes)), counts), rows

    def size(self, nodes: Ints) -> int:
        """Return how many edges leave ``nodes``."""
        return int((self.starts[nodes + 1] - self.starts[nodes]).sum())


def compress(nodes: int, source: Ints, target: Ints, cost: Ints | None = None) -> Graph:
    """Return the graph of ``nodes`` nodes and the edges ``source[i] -> target[i]``.

    ``cost`` decides between ways of equal length, lower first. Which of two equal edges is kept is all that depends on
    the order of the input.
    """
    source, target = np.asarray(source, np.int64), np.asarray(target, np.int64)
    cost = np.zeros(len(source), np.int64) if cost is None else np.asarray(cost, np.int64)
    if len(source) and (min(source.min(), target.min()) < 0 or max(source.max(), target.max()) >= nodes):
        raise ValueError("an edge names a node that is not there")
    order = _order(source * nodes + target)
    starts = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=nodes), out=starts[1:])
    return Graph(starts, target[order], order, cost[order])


def _order(key: Ints) -> Ints:
    """Sort by one integer where 63 bits hold key and position: several times faster than argsort."""
    if (key[1:] >= key[:-1]).all():
        return np.arange(len(key))
    bits = len(key).bit_length()
    if int(key.max()).bit_length() + bits > 63:
        return np.argsort(key, kind="stable")
    packed = key << bits | np.arange(len(key))
    packed.sort()
    return packed & ((1 << bits) - 1)


def hops_to(graph: Graph, ends: Ints, limit: int) -> NDArray[np.int8]:
    """Return for each node the hops to the nearest of ``ends``, or FAR beyond ``limit``.

    The edges are looked at from the back once; each further level looks at those whose source is not settled.
    """
    need = np.full(graph.nodes, FAR, np.int8)
    need[ends] = 0
    source = np.repeat(np.arange(graph.nodes), np.diff(graph.starts))
    target = graph.targets
    for hop in range(1, limit + 1):
        found = source[need[target] == hop - 1]
        found = found[need[found] == FAR]
        if not len(found):
            break
        need[found] = hop
        if hop == 1 and limit > 1:
            is_open = need[source] == FAR
            source, target = source[is_open], target[is_open]
    return need
