"""From the tables of nodes and edges to the graph that is searched: states, entries and targets by integer.

An *entry* is a set of identities: all exposed workloads that run as the same ones are one, and what has no identity
stands for itself. Where anyone enters is one entry and where only named outsiders enter another, or the shorter way
would hide the other one. A *group* is what is one target, such as all stores of an account that are equally sensitive.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bartizan.graph.kernel import Searched, compress
from bartizan.graph.kernel.csr import FAR
from bartizan.graph.paths.numbered import NumberedEdges, NumberedNodes, read_edges, read_nodes
from bartizan.graph.paths.risk import PathRisk
from bartizan.graph.paths.state import Hold, counts_as_reached, moves
from bartizan.store.engine import Engine, Row

HOPS = 10
"""Edges of a path: in, a flaw, the identity, four moves of at most two edges where code is changed, the target."""
BUCKET = "aws_s3_bucket"
Ints = NDArray[np.int64]
Key = tuple[tuple[int, ...], bool]
"""The identities of an entry, and whether they are entered by named outsiders alone."""


@dataclass(frozen=True)
class Prize:
    """What is wanted, all of a group: ``nodes`` in order of their number; the rest is that of the worst of them."""

    key: str
    kind: str
    impact_key: str
    sensitivity: str
    because: str
    nodes: tuple[int, ...]


@dataclass(frozen=True)
class Network:
    """The searched graph and what its integers mean.

    ``edge_of`` gives for an edge of the graph the row of the table of edges, -1 for the one that only says that a node
    belongs to a target. ``starts`` are for each entry the nodes that are entered and lead anywhere. ``rows`` and
    ``nodes`` are what the graph was made of.
    """

    rows: NumberedEdges
    nodes: NumberedNodes
    found: Searched
    entries: Sequence[tuple[int, ...]]
    starts: Sequence[tuple[int, ...]]
    targets: Sequence[Prize]
    edge_of: Ints
    first_target: int
    _seen: dict[int, frozenset[int]] = field(default_factory=dict)

    def target(self, end: int) -> Prize:
        """Return the target of an end of a way."""
        return self.targets[end - self.first_target]

    def edges(self, way: int) -> list[int]:
        """Return the rows of the table of edges that a way goes over."""
        rows = self.found.ways.edges[way]
        return [int(row) for row in self.edge_of[rows[rows >= 0]] if row >= 0]

    def ends(self, way: int) -> Iterator[int]:
        """Yield the nodes that a way is about at its two ends: identities, what is entered, and all of its target."""
        entry = int(self.found.ways.entry[way])
        yield from self.entries[entry]
        yield from self.starts[entry]
        yield from self.target(int(self.found.ways.end[way])).nodes

    def is_own(self, way: int) -> bool:
        """Say whether a way ends where it came in: at workloads of the entry's own identities."""
        target = self.target(int(self.found.ways.end[way]))
        return target.key == f"workload:{self.entries[int(self.found.ways.entry[way])]}"

    def reached(self, entry: int, target: Prize) -> list[int]:
        """Return the nodes of a target that an entry reaches."""
        mine = self.found.reached.node[self.found.reached.entry == entry] if entry not in self._seen else None
        if mine is not None:
            self._seen[entry] = frozenset(mine.tolist())
        states = counts_as_reached(target.kind)
        return [n for n in target.nodes if any(n * len(Hold) + state in self._seen[entry] for state in states)]


def network(engine: Engine, risk: PathRisk) -> Network:
    """Build the graph of ``path_edge`` and search it."""
    edges, nodes = read_edges(engine, risk), read_nodes(engine)
    return _Builder(edges, nodes, _targets(engine, nodes)).build()


def _targets(engine: Engine, nodes: NumberedNodes) -> list[Row]:
    rows = engine.rows(
        "select n, kind, impact_key, sensitivity, because, group_id from target order by n, kind, group_id, impact_key"
    )
    left_out = nodes.outside | _public(engine)
    return [row for row in rows if row["n"] not in left_out]


def _public(engine: Engine) -> frozenset[int]:
    """Return the buckets that anyone reads: a finding says so, and a path that ends there would be a detour."""
    if "is_public" not in (engine.columns(BUCKET) if engine.has(BUCKET) else ()):
        return frozenset()
    query = f"select n from node join {BUCKET} as bucket on bucket.id = node.id where bucket.is_public"
    return frozenset(row["n"] for row in engine.rows(query))


class _Builder:
    """Numbers the states of nodes, then the entries, then the targets."""

    def __init__(self, edges: NumberedEdges, nodes: NumberedNodes, targets: list[Row]) -> None:
        self._edges = edges
        self._nodes = nodes
        self._rows = targets
        self._identities = self._runs_as()
        self._moves: list[tuple[Ints, Ints, Ints]] = []

    def build(self) -> Network:
        by_entry = self._entered()
        entries = sorted(by_entry)
        first_entry = self._nodes.count * len(Hold)
        targets = self._grouped(by_entry)
        first_target = first_entry + len(entries)
        self._add_steps()
        for n, key in enumerate(entries):
            for row, state in by_entry[key]:
                self._add([first_entry + n], [self._edges.target[row] * len(Hold) + state], [row])
        self._add_ends(targets, first_target)
        source, goal, origin = (np.concatenate(part) for part in zip(*self._moves, strict=True))
        costs = np.where(origin >= 0, self._edges.cost[origin] if len(self._edges.cost) else 0, 0)
        graph = compress(first_target + len(targets), source, goal, costs)
        entry_nodes = np.arange(first_entry, first_target)
        found = Searched.of(graph, entry_nodes, np.arange(first_target, graph.nodes), HOPS)
        starts = [self._leading(by_entry[key], found) for key in entries]
        identities = [each for each, _ in entries]
        return Network(self._edges, self._nodes, found, identities, starts, targets, origin, first_target)

    def _leading(self, edges: list[tuple[int, Hold]], found: Searched) -> tuple[int, ...]:
        """Return the nodes that edges from outside enter and from which something that is wanted is reached."""
        nodes = ((int(self._edges.target[row]), state) for row, state in edges)
        return tuple(sorted({node for node, state in nodes if found.need[node * len(Hold) + state] < FAR}))

    def _add(self, source: Sequence[int] | Ints, target: Sequence[int] | Ints, row: Sequence[int] | Ints) -> None:
        self._moves.append((np.asarray(source, np.int64), np.asarray(target, np.int64), np.asarray(row, np.int64)))

    def _runs_as(self) -> Mapping[int, tuple[int, ...]]:
        rows = np.flatnonzero(
            self._edges.among([n for n, step in enumerate(self._edges.steps) if step.kind == "runs_as"])
        )
        pairs = np.unique(self._edges.source[rows] * self._nodes.count + self._edges.target[rows])
        nodes, identities = (each.tolist() for each in np.divmod(pairs, max(1, self._nodes.count)))
        found: dict[int, tuple[int, ...]] = {}
        for node, identity in zip(nodes, identities, strict=True):
            found[node] = (*found.get(node, ()), identity)
        return found

    def _key(self, node: int) -> tuple[int, ...]:
        return self._identities.get(node, (node,)) if node in self._nodes.workloads else (node,)

    def _entered(self) -> dict[Key, list[tuple[int, Hold]]]:
        """Return for each entry the rows of the edges that lead in from outside, and to which state."""
        found: dict[Key, list[tuple[int, Hold]]] = defaultdict(list)
        outside = np.array(sorted(self._nodes.outside), np.int64)
        for row in np.flatnonzero(np.isin(self._edges.source, outside)).tolist():
            node = int(self._edges.target[row])
            is_named = int(self._edges.source[row]) not in self._nodes.anyone
            for before, after in self._moves_of(row):
                if before is Hold.CONTROL and node not in self._nodes.outside:
                    found[self._key(node), is_named].append((row, after))
        return found

    def _moves_of(self, row: int) -> list[tuple[Hold, Hold]]:
        is_workload = int(self._edges.source[row]) in self._nodes.workloads
        step = self._edges.steps[self._edges.step[row]]
        return moves(step.mode, step.kind, from_workload=is_workload)

    def _add_steps(self) -> None:
        """Add the edges between nodes; none leads into or out of what is outside."""
        outside = np.array(sorted(self._nodes.outside), np.int64)
        workloads = np.array(sorted(self._nodes.workloads), np.int64)
        is_inside = ~np.isin(self._edges.source, outside) & ~np.isin(self._edges.target, outside)
        from_workload = np.isin(self._edges.source, workloads)
        self._add([], [], [])
        numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
        for n, step in enumerate(self._edges.steps):
            numbers[step.mode, step.kind].append(n)
        for (mode, kind), of_kind in sorted(numbers.items()):
            are = is_inside & self._edges.among(of_kind)
            for is_workload in (False, True):
                rows = np.flatnonzero(are & (from_workload == is_workload))
                for before, after in moves(mode, kind, from_workload=is_workload):
                    source, target = self._edges.source[rows], self._edges.target[rows]
                    self._add(source * len(Hold) + before, target * len(Hold) + after, rows)

    def _add_ends(self, targets: Sequence[Prize], first_target: int) -> None:
        """Add the edges that say which states of which nodes belong to a target."""
        of_kind = {target.kind: [state.value for state in counts_as_reached(target.kind)] for target in targets}
        states: list[int] = []
        goals: list[int] = []
        holds = len(Hold)
        for n, target in enumerate(targets, first_target):
            reached = [node * holds + state for node in target.nodes for state in of_kind[target.kind]]
            states += reached
            goals += [n] * len(reached)
        self._add(states, goals, [-1] * len(states))

    def _grouped(self, by_entry: Mapping[Key, list[tuple[int, Hold]]]) -> list[Prize]:
        """Return the targets; a workload that is entered is one by itself, with all that run as the same."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows:
            key = f"workload:{self._key(row['n'])}" if row["kind"] == "workload" else f"{row['kind']}:{row['group_id']}"
            groups[key].append(row)
        for (entry, _), edges in by_entry.items():
            entered = sorted({int(self._edges.target[row]) for row, _ in edges} & self._nodes.workloads)
            known = {row["n"] for row in groups.get(f"workload:{entry}", [])}
            own = {"kind": "workload", "impact_key": "workload", "sensitivity": "unknown", "because": ""}
            groups[f"workload:{entry}"] += [{"n": node, **own} for node in entered if node not in known]
        return [_target(key, rows) for key, rows in sorted(groups.items()) if rows]


_SENSITIVITY = {level: n for n, level in enumerate(("sensitive", "unknown", "public", "none"))}


def _target(key: str, rows: list[Row]) -> Prize:
    best = min(rows, key=lambda row: (_SENSITIVITY[row["sensitivity"] or "unknown"], row["n"]))
    nodes = tuple(sorted({row["n"] for row in rows}))
    impact, sensitivity, because = (best[name] or "" for name in ("impact_key", "sensitivity", "because"))
    return Prize(key, best["kind"], impact, sensitivity, because, nodes)
