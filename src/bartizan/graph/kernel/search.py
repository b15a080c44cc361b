"""Which nodes each entry reaches within a bound of hops, by which parent: all shortest ways at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bartizan.graph.kernel.csr import COST_BITS, Bools, Graph, Ints, hops_to

PARENTS = 3
"""Kept of each pair: they stand side by side once sorted, so they cost nothing."""
_MOST_AT_ONCE = 1 << 22
"""Edges looked at in one step: beyond, the entries are searched in two halves, which bounds memory."""
_MOST_COST = (1 << COST_BITS) - 1


@dataclass(frozen=True)
class Reached:
    """A row for each pair of an entry and a node that it reaches on a shortest way.

    ``entry`` counts from 0 in the entries asked for. ``parents`` are rows of this table and ``edges`` the edges that
    lead from them, best first, -1 where there is none: an entry itself has no parent.
    """

    entry: Ints
    node: Ints
    hops: NDArray[np.int8]
    cost: Ints
    parents: Ints
    edges: Ints

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.entry)


def search(
    graph: Graph,
    entries: Ints,
    ends: Ints,
    hops: int,
    *,
    allowed: Bools | None = None,
    need: NDArray[np.int8] | None = None,
) -> Reached:
    """Search from each of ``entries``, a node each, for what may still come to one of ``ends`` within ``hops``.

    Of several ways of the fewest hops the cheapest is kept, then the one over lower nodes: the order of the input does
    not matter. ``allowed`` says by the numbers of edges which may be used; ``need`` are the hops from each node to an
    end where they are known (without any edge removed will do, as removing edges brings nothing closer).
    """
    entries = np.asarray(entries, np.int64)
    need = hops_to(graph, ends, hops) if need is None else need
    found = _Search(graph, need, hops, allowed)
    return _join(list(found.in_parts(entries, 0)))


@dataclass(frozen=True)
class _Search:
    graph: Graph
    need: NDArray[np.int8]
    hops: int
    allowed: Bools | None

    def in_parts(self, entries: Ints, offset: int) -> Iterator[Reached]:
        """Yield what the entries reach, in halves where a step of all of them would be too large."""
        reach = self._levels(entries, offset)
        if reach is not None:
            yield reach
            return
        half = len(entries) // 2
        yield from self.in_parts(entries[:half], offset)
        yield from self.in_parts(entries[half:], offset + half)

    def _levels(self, entries: Ints, offset: int) -> Reached | None:
        kept = np.flatnonzero(self.need[entries] <= self.hops)
        keys = kept * self.graph.nodes + entries[kept]
        levels = [_Level(keys, np.zeros(len(keys), np.int64), *_orphans(len(keys)))]
        before = 0
        for left in range(self.hops - 1, -1, -1):
            if len(entries) > 1 and not self._fits(levels[-1], len(entries)):
                return None
            level = self._step(levels, before, left)
            if not len(level.keys):
                break
            before += len(levels[-1].keys)
            levels.append(level)
        return _reach(levels, self.graph.nodes, offset)

    def _fits(self, level: "_Level", entries: int) -> bool:
        size = self.graph.size(level.keys % self.graph.nodes)
        bits = (entries * self.graph.nodes).bit_length() + COST_BITS + size.bit_length()
        return size <= _MOST_AT_ONCE and bits <= 63

    def _step(self, levels: list["_Level"], before: int, left: int) -> "_Level":
        """Follow the edges of the last level's pairs; ``before`` pairs came earlier than these."""
        graph, last = self.graph, levels[-1]
        nodes = last.keys % graph.nodes
        origin, rows = graph.expand(nodes)
        is_kept = self.need[graph.targets[rows]] <= left
        if self.allowed is not None:
            is_kept &= self.allowed[graph.edges[rows]]
        origin, rows = origin[is_kept], rows[is_kept]
        keys = (last.keys - nodes)[origin] + graph.targets[rows]
        cost = np.minimum(last.cost[origin] + graph.costs[rows], _MOST_COST)
        bits = len(keys).bit_length()
        # One sort of one integer: the pair, then what it cost, then its place in the order of parent and edge.
        packed = ((keys << COST_BITS | cost) << bits) | np.arange(len(keys))
        packed.sort()
        place, cost, keys = packed & ((1 << bits) - 1), packed >> bits & _MOST_COST, packed >> (bits + COST_BITS)
        first = _new_runs(keys, levels)
        parents, edges = _best(keys, first, place, origin + before, graph.edges[rows])
        return _Level(keys[first], cost[first], parents, edges)


@dataclass(frozen=True)
class _Level:
    """Pairs as entry × nodes + node, sorted."""

    keys: Ints
    cost: Ints
    parents: Ints
    edges: Ints


def _orphans(n: int) -> tuple[Ints, Ints]:
    return np.full((n, PARENTS), -1, np.int64), np.full((n, PARENTS), -1, np.int64)


def _new_runs(keys: Ints, levels: list[_Level]) -> Ints:
    """Return where each run of equal keys begins, but for keys of an earlier level."""
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    for level in levels:
        at = np.searchsorted(level.keys, keys[first])
        at[at == len(level.keys)] = 0
        first = first[level.keys[at] != keys[first]]
    return first


def _best(keys: Ints, first: Ints, place: Ints, parent: Ints, edge: Ints) -> tuple[Ints, Ints]:
    parents, edges = _orphans(len(first))
    for nth in range(PARENTS):
        at = first + nth
        rows = np.flatnonzero(at < len(keys))
        rows = rows[keys[at[rows]] == keys[first[rows]]]
        parents[rows, nth], edges[rows, nth] = parent[place[at[rows]]], edge[place[at[rows]]]
    return parents, edges


def _reach(levels: list[_Level], nodes: int, offset: int) -> Reached:
    keys = np.concatenate([level.keys for level in levels])
    hops = np.repeat(np.arange(len(levels), dtype=np.int8), [len(level.keys) for level in levels])
    cost, parents, edges = (
        np.concatenate([getattr(level, name) for level in levels]) for name in ("cost", "parents", "edges")
    )
    return Reached(keys // nodes + offset, keys % nodes, hops, cost, parents, edges)


def _join(parts: list[Reached]) -> Reached:
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(len(part) for part in parts[:-1])])
    parents = [
        np.where(part.parents >= 0, part.parents + offset, -1) for part, offset in zip(parts, offsets, strict=True)
    ]
    rest = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("entry", "node", "hops", "cost", "edges")
    }
    return Reached(parents=np.concatenate(parents), **rest)
