"""Cuts are exact: as removing each thing from small graphs and searching again says."""

import random

import numpy as np
import pytest

from bartizan.graph.kernel import Fixes, Searched, greedy, removed_by, top_cuts
from bartizan.graph.kernel.csr import Ints
from tests.graph.by_dictionary import Edge, graph_of, pairs, random_edges

pytestmark = pytest.mark.slow


def drawn(seed: int) -> tuple[int, list[Edge], list[int], list[int], int]:
    draw = random.Random(seed)
    nodes = draw.randrange(4, 25)
    edges = random_edges(draw, nodes, draw.randrange(nodes, 3 * nodes))
    edges += [(s, t, c) for s, t, c in edges if draw.random() < 0.3]  # parallel ways: each alone cuts nothing
    entries = sorted(draw.sample(range(nodes), draw.randrange(1, 4)))
    ends = draw.sample(range(nodes), draw.randrange(1, 4))
    return nodes, edges, entries, ends, draw.randrange(2, 6)


def searched(nodes: int, edges: list[Edge], entries: list[int], ends: list[int], hops: int) -> Searched:
    return Searched.of(graph_of(nodes, edges), np.array(entries), np.array(ends), hops)


@pytest.mark.parametrize("block", range(4))
def test_as_removal_by_hand_on_two_hundred_graphs(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        nodes, edges, entries, ends, hops = drawn(seed)
        draw = random.Random(seed)
        by_node = [[n for n, edge in enumerate(edges) if edge[1] == node] for node in range(nodes)]
        by_rule = [draw.sample(range(len(edges)), draw.randrange(0, 6)) for _ in range(10)]
        sets = [*by_node, *[[edge] for edge in range(len(edges))], *by_rule]
        found = searched(nodes, edges, entries, ends, hops)
        before = pairs(nodes, edges, entries, set(ends), hops)
        assert set(zip(found.ways.entry.tolist(), found.ways.end.tolist(), strict=True)) == before
        expected = {}
        for fix, gone in enumerate(sets):
            left = [edge for n, edge in enumerate(edges) if n not in gone]
            expected[fix] = before - pairs(nodes, left, entries, set(ends), hops)
        for fix, gone in enumerate(sets):
            rows = removed_by(found, np.array(gone, int))
            assert named(found, rows) == expected[fix], (seed, fix)
        cuts = top_cuts(found, Fixes.of(sets), len(sets))
        assert {cut.fix: named(found, cut.removed) for cut in cuts} == {f: gone for f, gone in expected.items() if gone}
        best = sorted((len(gone) for gone in expected.values() if gone), reverse=True)[:3]
        assert [cut.pairs for cut in top_cuts(found, Fixes.of(sets), 3)] == best


def named(found: Searched, rows: Ints) -> set[tuple[int, int]]:
    return set(zip(found.ways.entry[rows].tolist(), found.ways.end[rows].tolist(), strict=True))


def test_two_parallel_ways_need_two_fixes() -> None:
    edges = [(0, 1, 0), (0, 2, 0), (1, 3, 0), (2, 3, 0)]
    found = searched(4, edges, [0], [3], 4)
    assert top_cuts(found, Fixes.of([[0], [1], [2], [3]]), 9) == []
    assert [cut.pairs for cut in top_cuts(found, Fixes.of([[0], [0, 1]]), 9)] == [1]


def test_a_plan_ends_what_it_says() -> None:
    for seed in range(100):
        nodes, edges, entries, ends, hops = drawn(seed)
        found = searched(nodes, edges, entries, ends, hops)
        sets = [[n for n, edge in enumerate(edges) if edge[1] == node] for node in range(nodes)]
        gone: list[int] = []
        ended: set[tuple[int, int]] = set()
        for cut in greedy(found, Fixes.of(sets), 5):
            gone += sets[cut.fix]
            assert not named(found, cut.removed) & ended
            ended |= named(found, cut.removed)
            left = [edge for n, edge in enumerate(edges) if n not in gone]
            before = pairs(nodes, edges, entries, set(ends), hops)
            assert before - pairs(nodes, left, entries, set(ends), hops) == ended, seed


def test_no_fixes_and_no_ways() -> None:
    found = searched(2, [(0, 1, 0)], [0], [1], 0)
    assert len(found.ways) == 0
    assert top_cuts(found, Fixes.of([[0]]), 5) == []
    assert top_cuts(searched(2, [(0, 1, 0)], [0], [1], 1), Fixes.of([]), 5) == []
    assert list(greedy(found, Fixes.of([[0]]), 5)) == []
