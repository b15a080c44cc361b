"""From nodes, edges and targets to attack paths and choke points."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bartizan.base.bundled import bundled
from bartizan.base.json_text import json_text
from bartizan.graph.kernel import Cut, Searched, top_cuts
from bartizan.graph.paths import fix
from bartizan.graph.paths.details import details
from bartizan.graph.paths.fix import Fixable
from bartizan.graph.paths.network import Network, network
from bartizan.graph.paths.noise import Named, capped, likeliest, named_stories, quieter
from bartizan.graph.paths.numbered import number_edges
from bartizan.graph.paths.risk import PathRisk, load_risk
from bartizan.graph.paths.scenario import RISK_FILE, Scenario, load_scenarios
from bartizan.graph.paths.story import VULNERABILITIES, Story
from bartizan.graph.paths.tables import ATTACK_PATH, CHOKE_POINT, MEMBER
from bartizan.store.engine import Engine

FOLDER = "paths"
"""Of what ships, and of a home's own scenarios."""
_MOST_CHOKE_POINTS = 50


@dataclass(frozen=True)
class PathSettings:
    """What paths are made by: the scenarios and the weights."""

    scenarios: Sequence[Scenario]
    risks: PathRisk


def path_settings(home: Path | None = None) -> PathSettings:
    """Return what ships, with a home's own scenarios and, in place of those that ship, its own weights.

    Raises:
        UsageError: a file of the home cannot be used.
    """
    folders = [bundled(FOLDER), *([home / FOLDER] if home else [])]
    risk = next(file for folder in reversed(folders) if (file := folder / RISK_FILE).is_file())
    return PathSettings(load_scenarios(folders), load_risk(risk))


@dataclass(frozen=True)
class Told:
    """The stories that are listed, worst first, each with its scenario, and the search with their ways alone."""

    network: Network
    stories: list[tuple[Scenario, Story]]
    capped: Counter[str]

    @property
    def rows(self) -> list[int]:
        """The rows of the table of edges that the stories go over."""
        return sorted({row for _, story in self.stories for row in self.network.edges(story.way)})

    @property
    def found(self) -> Searched:
        """The search that fixes are measured against; its ways are in the order of the stories."""
        return self.network.found.only(np.array([story.way for _, story in self.stories], np.int64))


def tell(engine: Engine, settings: PathSettings, known: Network | None = None) -> Told:
    """Search the graph of an engine's tables and return what is worth listing; creates ``path_edge``.

    Where it was searched before with the same weights, what was found then is ``known``: no decision changes it.
    """
    number_edges(engine)
    net = known or network(engine, settings.risks)
    ways = likeliest(net, settings.risks.most_per_entry)
    rows = {row for way in ways for row in net.edges(way)}
    ends = {node for way in ways for node in net.ends(way)}
    texts = details(engine, rows, ends, settings.risks.intended_tags)
    named = named_stories(net, texts, settings.scenarios, settings.risks, ways)
    listed, left_out = capped(quieter(named), settings.risks)
    left_out += _unnamed(named, len(net.found.ways) - len(ways))
    return Told(net, listed, left_out)


def _unnamed(named: Sequence[Named], n: int) -> Counter[str]:
    """Count the ways to workloads that were not even named as what such ways are."""
    other = next((scenario.id for scenario, story in named if story.target.kind == "workload" and not story.is_own), "")
    return Counter({other: n} if n else {})


def create_paths(engine: Engine, settings: PathSettings) -> None:
    """Create ``attack_path``, ``attack_path_member`` and ``choke_point`` from the tables of the graph."""
    told = tell(engine, settings)
    rules = fix.rules(engine, told.network)
    cuts = top_cuts(told.found, rules.fixes, len(rules.names))
    engine.create_empty("attack_path", ATTACK_PATH)
    engine.insert("attack_path", _rows(told, rules, cuts))
    engine.create_empty("attack_path_member", MEMBER)
    engine.insert("attack_path_member", sorted(set(_members(told))))
    engine.create_empty("choke_point", CHOKE_POINT)
    # A node that no way goes over ends none.
    others = (fix.nodes(engine, told.network, told.rows), fix.findings(engine, told.network))
    engine.insert("choke_point", _choke_points(told, rules, cuts))
    for fixable in others:
        best = top_cuts(told.found, fixable.fixes, _MOST_CHOKE_POINTS)
        engine.insert("choke_point", _choke_points(told, fixable, best))
    _name_findings(engine)
    engine.execute("drop table path_edge")


def _rows(told: Told, rules: Fixable, cuts: Sequence[Cut]) -> list[tuple[object, ...]]:
    breaks: dict[int, list[str]] = {}
    for cut in cuts:
        for row in cut.removed.tolist():
            breaks.setdefault(row, []).append(rules.names[cut.fix])
    return [
        _row(scenario, story, sorted(breaks.get(n, [])), told.capped[scenario.id])
        for n, (scenario, story) in enumerate(told.stories)
    ]


def _row(scenario: Scenario, story: Story, breaks: list[str], more: int) -> tuple[object, ...]:
    nodes, target = story.nodes, story.target
    return (
        *(story.id(scenario.id), scenario.id, story.title(scenario), story.risk, story.risks.level(story.risk)),
        *(story.certainty, story.conditions(), len(story.starts), len(story.reached)),
        *(story.details.id(nodes[1]), story.details.id(nodes[-1]), target.kind),
        *(json_text(story.steps(), indented=False).strip(), _factors(story), scenario.mitre, breaks, more),
    )


def _factors(story: Story) -> list[str]:
    """Return what raises the risk, in the words of the findings' factors."""
    held = {
        "internet_exposure": story.details.kind(story.nodes[0]) == "internet",
        "privileged_identity": story.target.kind == "administrator",
        "sensitive_data": story.target.sensitivity == "sensitive",
        "data_access": story.target.kind in ("data", "secret", "key"),
        "known_exploited_vulnerability": "kev" in story.weights,
        "vulnerability": bool(story.weights & set(VULNERABILITIES)),
        "lateral_movement": len({story.identity, *story.nodes[2:-1]} - set(story.entry) - {-1}) > 0,
    }
    return [factor for factor, holds in held.items() if holds]


def _members(told: Told) -> Iterator[tuple[str, str, str]]:
    for scenario, story in told.stories:
        id_ = story.id(scenario.id)
        roles: Mapping[str, Sequence[int]] = {
            "entry": story.starts,
            "via": story.nodes[2:-1],
            "target": story.reached,
        }
        for role, nodes in roles.items():
            yield from ((id_, story.details.id(node), role) for node in nodes)


def _choke_points(told: Told, fixable: Fixable, cuts: Sequence[Cut]) -> list[tuple[object, ...]]:
    return [(fixable.names[cut.fix], fixable.kind, cut.pairs, _targets(told, cut), FIX[fixable.kind]) for cut in cuts]


def _name_findings(engine: Engine) -> None:
    """Say of a finding, whose ID says nothing, which rule it is on which resource."""
    if engine.has("finding"):
        engine.execute(
            "update choke_point set fix = 'fix ' || rule_id || ' on ' || resource_id from finding "
            "where kind = 'finding' and status = 'fail' and rule_id in (select unnest(rule_ids) from path_edge) "
            f"and node_id = {fix.FINDING_ID.format('finding')}"
        )


def _targets(told: Told, cut: Cut) -> int:
    return len({node for row in cut.removed.tolist() for node in told.stories[row][1].reached})


FIX = {
    "rule": "fix this rule's findings on all resources",
    "finding": "fix this finding",
    "node": "remove it, or what leads to it and from it",
}
"""What ends the paths of a choke point, by its kind."""
