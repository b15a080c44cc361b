"""The kernel's answers the slow way: dictionaries, one entry at a time, every removal tried."""

import random
from collections.abc import Iterable

import numpy as np

from bartizan.graph.kernel import Graph, compress

Edge = tuple[int, int, int]
"""Source, target, cost."""


def graph_of(nodes: int, edges: list[Edge]) -> Graph:
    table = np.array(edges, np.int64).reshape(-1, 3)
    return compress(nodes, table[:, 0], table[:, 1], table[:, 2])


def random_edges(draw: random.Random, nodes: int, count: int) -> list[Edge]:
    """With parallel edges, loops and cycles."""
    return [(draw.randrange(nodes), draw.randrange(nodes), draw.choice([0, 1, 5, 63])) for _ in range(count)]


def reached(nodes: int, edges: list[Edge], entry: int, hops: int) -> dict[int, tuple[int, int]]:
    """Return the hops to each node within reach, and the least cost of a way of so few hops."""
    out: dict[int, list[tuple[int, int]]] = {node: [] for node in range(nodes)}
    for source, target, cost in edges:
        out[source].append((target, cost))
    found, level = {entry: (0, 0)}, {entry: 0}
    for hop in range(1, hops + 1):
        following: dict[int, int] = {}
        for node, so_far in level.items():
            for target, cost in out[node]:
                if target not in found:
                    following[target] = min(following.get(target, 255), so_far + cost, 255)
        found |= {node: (hop, cost) for node, cost in following.items()}
        level = following
    return found


def pairs(nodes: int, edges: list[Edge], entries: Iterable[int], ends: set[int], hops: int) -> set[tuple[int, int]]:
    """Return which entry (by its place) reaches which end."""
    return {
        (place, node)
        for place, entry in enumerate(entries)
        for node in reached(nodes, edges, entry, hops)
        if node in ends
    }
