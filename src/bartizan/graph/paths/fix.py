"""What can be fixed, as sets of edges: a rule on one resource, a rule everywhere, a node."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bartizan.graph.kernel import Fixes
from bartizan.graph.paths.network import Ints, Network
from bartizan.graph.paths.state import OUTSIDE
from bartizan.store.engine import Engine

FINDING_ID = "left(sha256({0}.rule_id || chr(0) || {0}.resource_id), 16)"
"""The ID of a finding, as the contract has it."""


@dataclass(frozen=True)
class Fixable:
    """Names of fixes and their sets of edges, in the same order; an edge is the graph's."""

    names: list[str]
    kind: str
    edges: list[Ints]

    @property
    def fixes(self) -> Fixes:
        """The sets as the kernel takes them."""
        return Fixes.of(self.edges)

    def named(self, name: str) -> Ints:
        """Return the edges of a fix; none where no edge stands on it."""
        return self.edges[self.names.index(name)] if name in self.names else np.zeros(0, np.int64)


def rules(engine: Engine, network: Network) -> Fixable:
    """Return whole recommendations: a rule's edges on all resources."""
    rows = engine.rows("select distinct unnest(rule_ids) as name, e from path_edge")
    return _fixable("rule", ((row["name"], row["e"]) for row in rows), network)


def findings(engine: Engine, network: Network) -> Fixable:
    """Return single fixes by the ID of their finding: a rule's edges that begin or end at its resource."""
    if not engine.has("finding"):
        return Fixable([], "finding", [])
    rows = engine.rows(
        f"""with cut as (select e, source_n, target_n, unnest(rule_ids) as rule_id from path_edge),
        ends as (
            select e, rule_id, id from cut join node on node.n = cut.source_n
            union select e, rule_id, id from cut join node on node.n = cut.target_n
        )
        select distinct {FINDING_ID.format("f")} as name, e from ends
        join finding as f on f.rule_id = ends.rule_id and f.resource_id = ends.id and f.status = 'fail'"""
    )
    return _fixable("finding", ((row["name"], row["e"]) for row in rows), network)


def nodes(engine: Engine, network: Network, on: Sequence[int] | None = None) -> Fixable:
    """Return nodes by their ID: all edges that lead to one, or from it. Given rows of edges, those at these alone."""
    outside = ", ".join(f"'{kind}'" for kind in OUTSIDE)
    # One join for each end: for both at once the engine would compare every edge with every node.
    ends = (f"select id as name, e from path_edge join node on node.n = {end}" for end in ("source_n", "target_n"))
    near = "select unnest([source_n, target_n]) from path_edge where e in (select unnest(?::bigint[]))"
    which = f"node.kind not in ({outside}) {f'and node.n in ({near})' if on is not None else ''}"
    given = [list(on)] * 2 if on is not None else []
    rows = engine.rows(" union all ".join(f"{each} where {which}" for each in ends), given)
    return _fixable("node", ((row["name"], row["e"]) for row in rows), network)


def at_node(network: Network, node: int) -> Ints:
    """Return the edges that lead to a node, or from it: as ``nodes`` has them, without a look at the tables."""
    rows = network.rows
    return np.flatnonzero(np.isin(network.edge_of, np.flatnonzero((rows.source == node) | (rows.target == node))))


def _fixable(kind: str, pairs: Iterable[tuple[str, int]], network: Network) -> Fixable:
    found: dict[str, set[int]] = defaultdict(set)
    for name, edge in pairs:
        found[name].add(edge)
    names = sorted(found)
    ends = np.cumsum([len(found[name]) for name in names])
    wanted = np.fromiter((row for name in names for row in sorted(found[name])), np.int64)
    edges, counts = _edges_of(wanted, network.edge_of)
    bounds = [0, *np.concatenate([[0], np.cumsum(counts)])[ends].tolist()] if names else [0]
    return Fixable(names, kind, [edges[start:end] for start, end in pairwise(bounds)])


def _edges_of(wanted: Ints, edge_of: Ints) -> tuple[Ints, Ints]:
    """Return the graph's edges of some rows of the table of edges, row after row, and how many each has."""
    order = np.argsort(edge_of, kind="stable")
    rows = edge_of[order]
    first = np.searchsorted(rows, wanted)
    counts = np.searchsorted(rows, wanted, side="right") - first
    places = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    return np.asarray(order[places], np.int64), np.asarray(counts, np.int64)
