"""What is left after fixes: the listed paths searched again without the edges that the fixes cut."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bartizan.graph.kernel import greedy, removed_by
from bartizan.graph.paths import fix
from bartizan.graph.paths.create import FIX, PathSettings, Told, tell
from bartizan.store.engine import Engine


def outcomes(
    engine: Engine, settings: PathSettings, *, rules: Sequence[str], nodes: Sequence[str], findings: Sequence[str]
) -> list[dict[str, Any]]:
    """Return an object for each listed path, ``gone`` or ``left`` once all of these are fixed, the gone ones first."""
    told = tell(engine, settings)
    sources = ((rules, fix.rules), (nodes, fix.nodes), (findings, fix.findings))
    edges = [make(engine, told.network).named(name) for names, make in sources if names for name in names]
    gone = set(removed_by(told.found, np.unique(np.concatenate([np.zeros(0, np.int64), *edges]))).tolist())
    rows = [_row(told, n, "gone" if n in gone else "left") for n in range(len(told.stories))]
    return sorted(rows, key=lambda row: row["outcome"])


def best_rules(engine: Engine, settings: PathSettings, most: int) -> list[dict[str, Any]]:
    """Return up to ``most`` rules as choke points, each the best once those before it are fixed."""
    told = tell(engine, settings)
    rules = fix.rules(engine, told.network)
    return [
        {
            "node_id": rules.names[cut.fix],
            "kind": "rule",
            "paths": cut.pairs,
            "targets": len({node for row in cut.removed.tolist() for node in told.stories[row][1].reached}),
            "fix": FIX["rule"],
        }
        for cut in greedy(told.found, rules.fixes, most)
    ]


def _row(told: Told, n: int, outcome: str) -> dict[str, Any]:
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
        "outcome": outcome,
    }
