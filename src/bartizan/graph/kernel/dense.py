"""Distances where a node has many edges: 64 ends to a word, all nodes at once, level by level."""

import numpy as np
from numpy.typing import NDArray

from bartizan.graph.kernel.csr import FAR, Bools, Graph, Ints

_DENSE = 8
"""Edges a node, from which on looking at every edge a few times costs less than a frontier of pairs."""

Words = NDArray[np.uint64]


def is_dense(graph: Graph) -> bool:
    """Say whether ``distances`` costs less than ``search``."""
    return len(graph.targets) > _DENSE * graph.nodes


def distances(graph: Graph, entries: Ints, ends: Ints, hops: int, allowed: Bools | None = None) -> NDArray[np.int8]:
    """Return the hops from each entry (rows) to each end (columns), FAR where there is no way within ``hops``."""
    live = None if allowed is None else allowed[graph.edges]
    words = [_word(graph, entries, ends[first : first + 64], hops, live) for first in range(0, len(ends), 64)]
    return np.concatenate(words, axis=1) if words else np.empty((len(entries), 0), np.int8)


def _word(graph: Graph, entries: Ints, ends: Ints, hops: int, live: Bools | None) -> NDArray[np.int8]:
    result = np.full((len(entries), len(ends)), FAR, np.int8)
    bits = np.zeros(graph.nodes, np.uint64)
    np.bitwise_or.at(bits, ends, np.uint64(1) << np.arange(len(ends), dtype=np.uint64))
    _note(result, bits[entries], 0)
    for hop in range(1, hops):
        bits = bits | _gathered(graph, bits, live)
        _note(result, bits[entries], hop)
    if hops:  # the last level only matters where an entry is
        origin, rows = graph.expand(entries)
        reached = np.zeros(len(entries), np.uint64)
        np.bitwise_or.at(reached, origin, _of_targets(graph, bits, rows, live))
        _note(result, reached, hops)
    return result


def _of_targets(graph: Graph, bits: Words, rows: Ints | slice, live: Bools | None) -> Words:
    words = bits[graph.targets[rows]]
    if live is not None:
        words[~live[rows]] = 0
    return words


def _gathered(graph: Graph, bits: Words, live: Bools | None) -> Words:
    words = _of_targets(graph, bits, slice(None), live)
    gathered = np.zeros(graph.nodes, np.uint64)
    has_edges = np.flatnonzero(np.diff(graph.starts))
    if len(has_edges):
        gathered[has_edges] = np.bitwise_or.reduceat(words, graph.starts[has_edges])
    return gathered


def _note(result: NDArray[np.int8], words: Words, hop: int) -> None:
    columns = np.arange(result.shape[1], dtype=np.uint64)
    is_set = (words[:, None] >> columns & np.uint64(1)).astype(bool)
    result[is_set & (result == FAR)] = hop
