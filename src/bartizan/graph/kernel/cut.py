"""How many pairs of an entry and an end come apart when edges go: exact, though few removals are searched.

A pair whose kept way avoids the removed edges survives. So the number of kept ways over them bounds a fix from above:
fixes are tried by falling bound, only the affected entries are searched again, and the trying ends where no bound
can beat what is known. Removals do not add up: of two parallel ways, each alone ends nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from bartizan.graph.kernel.csr import Bools, Graph, Ints, hops_to
from bartizan.graph.kernel.search import Reached, search
from bartizan.graph.kernel.way import Ways, ways


@dataclass(frozen=True)
class Fixes:
    """Sets of edges that go together, as compressed rows: those of a node, or of a rule on one resource or on all."""

    starts: Ints
    edges: Ints

    @classmethod
    def of(cls, sets: Sequence[Sequence[int] | Ints]) -> "Fixes":
        """Return the fixes for a list of sets of edges."""
        starts = np.cumsum([0, *(len(one) for one in sets)])
        return cls(starts, np.concatenate([np.asarray(one, np.int64) for one in sets]) if sets else np.zeros(0, int))

    def __len__(self) -> int:
        """How many fixes there are."""
        return len(self.starts) - 1

    def __getitem__(self, fix: int) -> Ints:
        """Return the edges of a fix."""
        return self.edges[self.starts[fix] : self.starts[fix + 1]]


@dataclass(frozen=True)
class Cut:
    """What a fix ends: the rows of the ways that are gone."""

    fix: int
    removed: Ints

    @property
    def pairs(self) -> int:
        """How many pairs come apart."""
        return len(self.removed)


@dataclass(frozen=True)
class Searched:
    """A search and its answer: what cuts are measured against."""

    graph: Graph
    entries: Ints
    ends: Ints
    hops: int
    need: NDArray[np.int8]
    reached: Reached
    ways: Ways
    allowed: Bools

    @classmethod
    def of(cls, graph: Graph, entries: Ints, ends: Ints, hops: int, allowed: Bools | None = None) -> "Searched":
        """Search and keep the ways; ``allowed`` as in ``search``."""
        need = hops_to(graph, ends, hops)
        allowed = np.ones(len(graph.edges), bool) if allowed is None else allowed
        reached = search(graph, entries, ends, hops, allowed=allowed, need=need)
        return cls(graph, entries, ends, hops, need, reached, ways(reached, ends), allowed)

    def only(self, rows: Ints) -> "Searched":
        """Return the same search with some of its ways: the others are not counted."""
        kept = Ways(*(getattr(self.ways, field.name)[rows] for field in fields(Ways)))
        return replace(self, ways=kept)

    def gone(self, removed: Ints, affected: Ints) -> Ints:
        """Return which of the ``affected`` ways end at no other way once the edges are removed."""
        entries = np.unique(self.ways.entry[affected])
        before = self.allowed[removed]
        self.allowed[removed] = False  # and set right again: to copy millions for each fix costs more than the search
        again = search(self.graph, self.entries[entries], self.ends, self.hops, allowed=self.allowed, need=self.need)
        self.allowed[removed] = before
        kept = entries[again.entry] * self.graph.nodes + again.node
        return affected[~np.isin(self.pairs[affected], kept)]

    def without(self, removed: Ints) -> "Searched":
        """Search again without these edges, for the pairs whose ways are here."""
        allowed = self.allowed.copy()
        allowed[removed] = False
        found = Searched.of(self.graph, self.entries, self.ends, self.hops, allowed)
        return found.only(np.flatnonzero(np.isin(found.pairs, self.pairs)))

    @property
    def pairs(self) -> Ints:
        """An integer for each way: its entry and its end."""
        return self.ways.entry * self.graph.nodes + self.ways.end


@dataclass(frozen=True)
class _Uses:
    """Each use of an edge by a kept way: ``line`` is the way's row. ``counts`` are the uses of each edge."""

    line: Ints
    edge: Ints
    counts: Ints

    @classmethod
    def of(cls, found: Searched) -> "_Uses":
        matrix = found.ways.edges
        at = np.flatnonzero(matrix.ravel() >= 0)
        edge = matrix.ravel()[at]
        return cls(at // max(matrix.shape[1], 1), edge, np.bincount(edge, minlength=len(found.graph.edges)))

    def bounds(self, fixes: Fixes) -> Ints:
        """Return an upper bound of each fix's cut: a way that goes over two of its edges counts twice."""
        counts: Ints = np.concatenate([[0], np.cumsum(self.counts[fixes.edges])])
        bounds: Ints = counts[fixes.starts[1:]] - counts[fixes.starts[:-1]]
        return bounds

    def index(self, edges: Ints) -> "_Index":
        """Return which ways go over each of some edges: sorting those alone, most edges are never asked about."""
        is_wanted = np.zeros(len(self.counts), bool)
        is_wanted[edges] = True
        rows = np.flatnonzero(is_wanted[self.edge])
        line, edge = self.line[rows], self.edge[rows]
        order = np.lexsort((line, edge))
        return _Index(edge[order], line[order])


@dataclass(frozen=True)
class _Index:
    """Uses of edges by ways, in the order of the edges."""

    edge: Ints
    line: Ints

    def over(self, edges: Ints) -> Ints:
        """Return the ways over any of the edges."""
        first, last = np.searchsorted(self.edge, edges), np.searchsorted(self.edge, edges, side="right")
        parts = [self.line[start:end] for start, end in zip(first, last, strict=True)]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def removed_by(found: Searched, edges: Ints) -> Ints:
    """Return the ways that end when these edges go."""
    edges = np.asarray(edges, np.int64)
    is_removed = np.zeros(len(found.graph.edges) + 1, bool)
    is_removed[edges] = True
    affected = np.flatnonzero(is_removed[found.ways.edges].any(axis=1)) if len(found.ways) else np.zeros(0, np.int64)
    return found.gone(edges, affected)


def top_cuts(found: Searched, fixes: Fixes, most: int) -> list[Cut]:
    """Return the ``most`` fixes that end most pairs, best first, then by number; none that ends nothing."""
    uses = _Uses.of(found)
    bounds = uses.bounds(fixes)
    cuts: list[Cut] = []
    for batch in _batches(bounds, 4 * most):
        index = uses.index(np.concatenate([fixes[fix] for fix in batch]))
        for fix in batch:
            worst = cuts[-1].pairs if len(cuts) == most else 0
            if bounds[fix] <= worst:
                return cuts
            affected = index.over(fixes[fix])
            if len(affected) > worst:
                cuts = _ranked([*cuts, Cut(fix, found.gone(fixes[fix], affected))], most)
    return cuts


def _batches(bounds: Ints, size: int) -> Iterator[list[int]]:
    """Yield fixes by falling bound, then by number: few at first, as few are needed; none whose bound is 0."""
    left = np.flatnonzero(bounds)
    while len(left):
        size = min(size, len(left))
        least = np.partition(bounds[left], len(left) - size)[len(left) - size]
        is_next = bounds[left] >= least
        batch = left[is_next]
        yield batch[np.argsort(-bounds[batch], kind="stable")].tolist()
        left, size = left[~is_next], 2 * size


def _ranked(cuts: list[Cut], most: int) -> list[Cut]:
    return sorted((cut for cut in cuts if cut.pairs), key=lambda cut: (-cut.pairs, cut.fix))[:most]


def greedy(found: Searched, fixes: Fixes, most: int) -> Iterator[Cut]:
    """Yield up to ``most`` fixes, each the best once those before it are done.

    The rows of a cut are those of ``found``: what ends here and was still connected after the fixes before.
    """
    now = found
    while len(now.ways) and most:
        best = top_cuts(now, fixes, 1)
        if not best:
            return
        ended = now.pairs[best[0].removed]
        yield Cut(best[0].fix, np.flatnonzero(np.isin(found.pairs, ended)))
        now, most = now.without(fixes[best[0].fix]), most - 1
