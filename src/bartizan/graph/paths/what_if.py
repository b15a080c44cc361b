"""What is left after fixes: the listed paths searched again without the edges that the fixes cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bartizan.graph.kernel import Searched, greedy, removed_by
from bartizan.graph.paths import fix
from bartizan.graph.paths.create import FIX, PathSettings, Told, tell
from bartizan.graph.paths.fix import Fixable
from bartizan.graph.paths.network import Ints, Network
from bartizan.store.engine import Engine

_NOTHING: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True)
class ListedPaths:
    """The listed paths and the search that found them: what is the same for all fixes that somebody tries.

    ``rows`` describe the paths, in the order of the ways of ``found``; ``targets`` are the nodes that each reaches.
    """

    settings: PathSettings
    network: Network
    found: Searched
    rules: Fixable
    rows: Sequence[dict[str, Any]]
    targets: Sequence[Sequence[int]]


def listed_paths(engine: Engine, settings: PathSettings, known: Network | None = None) -> ListedPaths:
    """Search again for the listed paths; ``known`` as in ``tell``."""
    told = tell(engine, settings, known)
    rows = [_row(told, n) for n in range(len(told.stories))]
    targets = [story.reached for _, story in told.stories]
    return ListedPaths(settings, told.network, told.found, fix.rules(engine, told.network), rows, targets)


def outcomes(
    engine: Engine,
    listed: ListedPaths,
    *,
    rules: Sequence[str],
    nodes: Sequence[str],
    checks: Sequence[tuple[str, str]],
) -> list[dict[str, Any]]:
    """Return an object for each listed path, ``gone`` or ``left`` once all of these are fixed, the gone ones first.

    ``checks`` are rules that fail, each with the ID of the resource.
    """
    edges = [
        *(listed.rules.named(rule) for rule in rules),
        *(_of_node(engine, listed.network, node) for node in nodes),
        *(_of_check(engine, listed, rule, resource) for rule, resource in checks),
    ]
    gone = set(removed_by(listed.found, np.unique(np.concatenate([_NOTHING, *edges]))).tolist())
    rows = [row | {"outcome": "gone" if n in gone else "left"} for n, row in enumerate(listed.rows)]
    return sorted(rows, key=lambda row: row["outcome"])


def _of_node(engine: Engine, network: Network, id_: str) -> Ints:
    numbers = {row["n"] for row in engine.rows("select n from node where id = ?", [id_])} - network.nodes.outside
    return np.concatenate([_NOTHING, *(fix.at_node(network, n) for n in numbers)])


def _of_check(engine: Engine, listed: ListedPaths, rule: str, resource: str) -> Ints:
    """Return the edges of a rule that begin or end at a resource."""
    numbers = [row["n"] for row in engine.rows("select n from node where id = ?", [resource])]
    edges = (np.intersect1d(listed.rules.named(rule), fix.at_node(listed.network, n)) for n in numbers)
    return np.concatenate([_NOTHING, *edges])


def best_rules(listed: ListedPaths, most: int) -> list[dict[str, Any]]:
    """Return up to ``most`` rules as choke points, each the best once those before it are fixed."""
    return [
        {
            "node_id": listed.rules.names[cut.fix],
            "kind": "rule",
            "paths": cut.pairs,
            "targets": len({node for row in cut.removed.tolist() for node in listed.targets[row]}),
            "fix": FIX["rule"],
        }
        for cut in greedy(listed.found, listed.rules.fixes, most)
    ]


def _row(told: Told, n: int) -> dict[str, Any]:
    scenario, story = told.stories[n]
    return {
        "id": story.id(scenario.id),
        "scenario": scenario.id,
        "title": story.title(scenario),
        "risk_level": story.risks.level(story.risk),
        "risk": story.risk,
        "certainty": story.certainty,
        "entry_id": story.details.id(story.nodes[1]),
        "target_id": story.details.id(story.nodes[-1]),
    }
