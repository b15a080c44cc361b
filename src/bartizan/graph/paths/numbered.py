"""The edges and nodes that are searched, as arrays of numbers: their texts stay in the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bartizan.graph.kernel.csr import Bools, Ints
from bartizan.graph.paths.risk import PathRisk, cost
from bartizan.graph.paths.state import ANYONE, OUTSIDE, WORKLOADS
from bartizan.store.engine import Engine, literal


def number_edges(engine: Engine) -> None:
    """Create ``path_edge``: the edges that paths may take, numbered from 0 in one order whatever that of the table."""
    engine.create(
        "path_edge",
        "select row_number() over (order by source_n, target_n, kind, mode, weight_key, effect, why) - 1 as e, * "
        "from edge where mode <> 'relates'",
        own=True,  # several may ask at once what would be left after fixes
    )


@dataclass(frozen=True)
class EdgeStep:
    """What is the same of many edges."""

    kind: str
    mode: str
    cost: int


@dataclass(frozen=True)
class NumberedEdges:
    """Edges by number: where they lead, and which of ``steps`` they are."""

    source: Ints
    target: Ints
    step: Ints
    steps: Sequence[EdgeStep]

    @cached_property
    def cost(self) -> Ints:
        """What going over each edge costs."""
        return np.array([step.cost for step in self.steps], np.int64)[self.step]

    def among(self, steps: Sequence[int]) -> Bools:
        """Return for each edge whether it is one of these steps."""
        return np.isin(self.step, np.array(steps, np.int64))


@dataclass(frozen=True)
class NumberedNodes:
    """How many nodes there are, and the numbers of those that are something special."""

    count: int
    outside: frozenset[int]
    anyone: frozenset[int]
    workloads: frozenset[int]


_STEPS = """
select *, row_number() over (order by kind, mode, weight_key, effect) - 1 as step from (
    select distinct kind, mode, coalesce(weight_key, '') as weight_key, coalesce(effect, '') as effect from path_edge
)
"""


def read_edges(engine: Engine, risk: PathRisk) -> NumberedEdges:
    """Return the edges of ``path_edge``, in the order of their numbers."""
    # Of the texts of hundreds of thousands of edges some dozens are different.
    columns = engine.arrays(
        f"select e.source_n, e.target_n, step.step from path_edge as e join ({_STEPS}) as step on step.kind = e.kind "
        "and step.mode = e.mode and step.weight_key = coalesce(e.weight_key, '') "
        "and step.effect = coalesce(e.effect, '') order by e.e"
    )
    steps = [
        EdgeStep(row["kind"], row["mode"], cost(risk.of_step(row["weight_key"], row["kind"], row["effect"])))
        for row in engine.rows(f"{_STEPS} order by step")
    ]
    source, target, step = (columns[name].astype(np.int64) for name in ("source_n", "target_n", "step"))
    return NumberedEdges(source, target, step, steps)


def read_nodes(engine: Engine) -> NumberedNodes:
    """Return what is to be known of all nodes."""
    (row,) = engine.rows("select coalesce(max(n) + 1, 0) as n from node")
    return NumberedNodes(row["n"], _of_kinds(engine, OUTSIDE), _of_kinds(engine, ANYONE), _of_kinds(engine, WORKLOADS))


def _of_kinds(engine: Engine, kinds: Sequence[str]) -> frozenset[int]:
    listed = ", ".join(map(literal, kinds))
    return frozenset(engine.arrays(f"select n from node where kind in ({listed})")["n"].tolist())
