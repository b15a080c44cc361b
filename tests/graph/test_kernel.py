"""The search agrees with a dictionary on random graphs, and does not mind hubs, cycles, order or emptiness."""

import random
from typing import Any

import numpy as np
import pytest

from bartizan.graph.kernel import Reached, alternatives, compress, distances, search, ways
from bartizan.graph.kernel.csr import FAR
from tests.graph.by_dictionary import Edge, graph_of, random_edges, reached


def drawn(seed: int) -> tuple[int, list[Edge], list[int], list[int], int]:
    draw = random.Random(seed)
    nodes = draw.randrange(2, 40)
    edges = random_edges(draw, nodes, draw.randrange(0, 5 * nodes))
    entries = [draw.randrange(nodes) for _ in range(draw.randrange(0, 6))]
    ends = draw.sample(range(nodes), draw.randrange(1, min(nodes, 8)))
    return nodes, edges, entries, ends, draw.randrange(0, 6)


def rows(reach: Reached) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (e, n): (h, c)
        for e, n, h, c in zip(
            reach.entry.tolist(), reach.node.tolist(), reach.hops.tolist(), reach.cost.tolist(), strict=True
        )
    }


@pytest.mark.parametrize("block", range(10))
def test_a_thousand_graphs_as_a_dictionary_says(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        nodes, edges, entries, ends, hops = drawn(seed)
        graph = graph_of(nodes, edges)
        reach = search(graph, np.array(entries, int), np.array(ends), hops)
        expected = {
            (place, node): found
            for place, entry in enumerate(entries)
            for node, found in reached(nodes, edges, entry, hops).items()
            if node in ends
        }
        assert {pair: found for pair, found in rows(reach).items() if pair[1] in ends} == expected, seed
        dense = distances(graph, np.array(entries, int), np.array(ends), hops)
        near = {(e, ends[t]): int(dense[e, t]) for e, t in np.argwhere(dense < FAR).tolist()}
        assert near == {pair: found[0] for pair, found in expected.items()}, seed
        _ways_are_edges_of_the_graph(edges, entries, reach, np.array(ends))


def _ways_are_edges_of_the_graph(edges: list[Edge], entries: list[int], reach: Reached, ends: Any) -> None:
    found = ways(reach, ends)
    for line, row in enumerate(found.rows.tolist()):
        kept = [edge for edge in found.edges[line].tolist() if edge >= 0]
        assert len(kept) == reach.hops[row]
        others = alternatives(reach, row)
        assert others[0] == kept
        assert len(others) <= 3
        for way in others:
            at, cost = entries[found.entry[line]], 0
            for edge in way:
                assert edges[edge][0] == at
                at, cost = edges[edge][1], cost + edges[edge][2]
            assert at == found.end[line]
            assert cost >= found.cost[line] or cost > 255
        assert len({tuple(way) for way in others}) == len(others)


def test_the_order_of_the_input_does_not_matter() -> None:
    for seed in range(200):
        nodes, edges, entries, ends, hops = drawn(seed)
        shuffled = edges.copy()
        random.Random(seed + 1).shuffle(shuffled)
        told = []
        for given in (edges, shuffled):
            reach = search(graph_of(nodes, given), np.array(entries, int), np.array(ends), hops)
            found = ways(reach, np.array(ends))
            named = [[given[edge] for edge in way if edge >= 0] for way in found.edges.tolist()]
            told.append((rows(reach), reach.parents.tolist(), named))
        assert told[0] == told[1], seed


@pytest.mark.slow
def test_a_hub_is_searched_in_parts() -> None:
    spokes, entries = 100_000, 45
    hub, end = entries, entries + 1
    source = [*range(entries), *[hub] * spokes, *range(entries + 2, entries + 2 + spokes)]
    target = [*[hub] * entries, *range(entries + 2, entries + 2 + spokes), *[end] * spokes]
    graph = compress(entries + 2 + spokes, np.array(source), np.array(target))
    reach = search(graph, np.arange(entries), np.array([end]), 3)
    assert len(reach) == entries * (spokes + 3)
    found = ways(reach, np.array([end]))
    assert found.entry.tolist() == list(range(entries))
    assert (found.edges[:, 1] == entries).all()  # over the lowest spoke, whichever half an entry was in
    assert len(search(graph, np.arange(entries), np.array([end]), 2)) == 0  # nothing is entered in vain


def test_cycles_come_to_an_end() -> None:
    edges = [(0, 1, 0), (1, 0, 0), (1, 1, 0), (1, 2, 0), (2, 0, 0)]
    reach = search(graph_of(3, edges), np.array([0]), np.array([2]), 50)
    assert rows(reach)[0, 2] == (2, 0)


def test_nothing_to_search() -> None:
    graph = graph_of(3, [(0, 1, 0)])
    nothing = np.zeros(0, np.int64)
    assert len(search(graph, nothing, np.array([1]), 4)) == 0
    assert len(search(graph, np.array([0]), nothing, 4)) == 0
    assert len(search(graph_of(0, []), nothing, nothing, 4)) == 0
    assert distances(graph, nothing, np.array([1]), 4).shape == (0, 1)
    assert len(ways(search(graph, nothing, np.array([1]), 4), np.array([1]))) == 0


def test_an_edge_to_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="not there"):
        graph_of(2, [(0, 2, 0)])


def test_edges_that_are_not_allowed_are_not_used() -> None:
    for seed in range(200):
        nodes, edges, entries, ends, hops = drawn(seed)
        allowed = np.array([random.Random(seed * 7 + n).random() < 0.7 for n in range(len(edges))], bool)
        left = [edge for edge, is_allowed in zip(edges, allowed, strict=True) if is_allowed]
        graph = graph_of(nodes, edges)
        asked = np.array(entries, int), np.array(ends), hops
        less = {pair: f for pair, f in rows(search(graph, *asked, allowed=allowed)).items() if pair[1] in ends}
        whole = {pair: f for pair, f in rows(search(graph_of(nodes, left), *asked)).items() if pair[1] in ends}
        assert less == whole, seed
        assert (distances(graph, *asked, allowed) == distances(graph_of(nodes, left), *asked)).all()


def test_halves_find_what_the_whole_finds() -> None:
    nodes, edges, _, ends, _ = drawn(3)
    entries = list(range(nodes))
    graph = graph_of(nodes, edges)
    whole = search(graph, np.array(entries), np.array(ends), 4)
    parts = [search(graph, np.array([entry]), np.array(ends), 4) for entry in entries]
    assert rows(whole) == {(n, node): found for n, part in enumerate(parts) for (_, node), found in rows(part).items()}
