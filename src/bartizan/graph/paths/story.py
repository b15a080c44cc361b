"""A way through the graph as people read it: its steps, how certain it is, what it would cost, and its name."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from math import prod

from bartizan.graph.paths.details import Details
from bartizan.graph.paths.network import Network, Prize
from bartizan.graph.paths.risk import OWN, PathRisk
from bartizan.graph.paths.scenario import Match, Scenario
from bartizan.graph.paths.state import ANYONE
from bartizan.store.engine import Row

CERTAINTIES = ("proven", "needs_vulnerability", "assumes_flaw", "conditional", "unknown")
"""From the strongest step to the weakest; a path is as certain as its weakest."""
ASSUMED = "assumed_flaw"
VULNERABILITIES = ("malicious", "kev", "epss", "critical_network")
_IDENTITIES = re.compile(r"(role|user|group|identity|principal|service_principal)$")
_WORDS = re.compile(r"[a-z0-9]+")


def _short(flaw: str) -> str:
    """Return the advisory of "package version: advisory and more"; the steps tell the rest."""
    return flaw.rpartition(": ")[2]


@dataclass(frozen=True)
class Features:
    """Of a way: kinds of its nodes and edges, weight_keys, rules that cut it, kind of its target, borders crossed."""

    entry: str
    first: frozenset[str]
    via: frozenset[str]
    kinds: frozenset[str]
    weights: frozenset[str]
    rules: frozenset[str]
    target: str
    crossed: frozenset[str]

    def fit(self, match: Match) -> bool:
        """Say whether they are as a scenario asks."""
        asked = (
            (match.entry, {self.entry}),
            (match.first, self.first),
            (match.via, self.via),
            (match.any, self.kinds),
            (match.weights, self.weights),
            (match.rules, self.rules),
            (match.target, {self.target}),
            ([match.crosses] if match.crosses else [], self.crossed),
        )
        return (
            all(not wanted or there.intersection(wanted) for wanted, there in asked)
            and self.kinds.issuperset(match.all)
            and self.kinds.isdisjoint(match.none)
            and self.weights.isdisjoint(match.without)
        )


@dataclass(frozen=True)
class Story:
    """One way: ``way`` is its row, ``edges`` are its rows of the table of edges, ``entry`` the identities entered.

    ``starts`` are the nodes that are entered, ``reached`` those of the target that the entry reaches.
    """

    way: int
    entry: tuple[int, ...]
    starts: tuple[int, ...]
    target: Prize
    reached: list[int]
    edges: list[Row]
    details: Details
    risks: PathRisk

    @cached_property
    def nodes(self) -> list[int]:
        """The nodes passed, from outside to the target; a flaw leads from a workload to itself."""
        passed = [self.edges[0]["source_n"], *(edge["target_n"] for edge in self.edges)]
        return [node for n, node in enumerate(passed) if n == 0 or node != passed[n - 1]]

    @cached_property
    def weights(self) -> set[str]:
        """The weight_keys of its edges."""
        return {edge["weight_key"] or "" for edge in self.edges}

    @cached_property
    def is_own(self) -> bool:
        """Whether it ends where it came in: code runs in the exposed workload, and nothing is behind."""
        return self.target.key == f"workload:{self.entry}"

    @property
    def is_from_anywhere(self) -> bool:
        """Whether anyone may enter, not only an outsider who is named."""
        return self.details.kind(self.nodes[0]) in ANYONE

    @cached_property
    def is_trusted(self) -> bool:
        """Whether the settings name the outsider, or the identity that it becomes, as one that may do what it does."""
        if self.is_from_anywhere:
            return False
        names = {text for node in self.nodes[:2] for text in (self.details.id(node), self.details.name(node))}
        return any(fnmatchcase(name, glob) for name in names for glob in self.risks.trusted_sources)

    @cached_property
    def certainty(self) -> str:
        """The certainty of its weakest step."""
        return max((_certainty(edge) for edge in self.edges), key=CERTAINTIES.index)

    @cached_property
    def risk(self) -> float:
        """Return 100 × likelihood × impact, with less for tests and for what is public on purpose."""
        likelihood = prod(
            self.risks.of_step(edge["weight_key"] or "", edge["kind"], edge["effect"]) for edge in self.edges
        )
        impact = self.risks.impact.get(OWN if self.is_own else self.target.impact_key, self.risks.otherwise)
        risk = 100 * likelihood * impact * (self.risks.test if self.is_test else 1)
        if self.details.is_intended(self.nodes[1]):
            risk *= self.risks.intended
        # What only assumes a flaw is never the worst there is.
        most = self.risks.levels["critical"] - 0.1 if ASSUMED in self.weights else 100
        return round(min(risk, most), 1)

    @property
    def is_test(self) -> bool:
        """Whether the names of what is entered or of what is wanted say that they are for tests."""
        names = (self.details.name(node) for node in (self.nodes[1], self.nodes[-1]))
        return any(set(_WORDS.findall(name.lower())) & set(self.risks.test_names) for name in names)

    @cached_property
    def identity(self) -> int:
        """The first identity on the way, -1 without one."""
        return next((node for node in self.nodes if _IDENTITIES.search(self.details.kind(node))), -1)

    def conditions(self) -> list[str]:
        """Return what must hold or was not read."""
        return list(dict.fromkeys(edge["condition"] for edge in self.edges if edge["condition"]))

    @cached_property
    def features(self) -> "Features":
        """What scenarios ask of a way; ways with the same features have the same name."""
        nodes, kind = self.nodes, self.details.kind
        inside = [self.details.node(node) for node in nodes[1:]]
        crossed = ("provider", "clouds"), ("scope", "scopes")
        return Features(
            entry=kind(nodes[0]),
            first=frozenset({kind(nodes[1]), *(["slot"] if nodes[1] in self.details.slots else [])}),
            via=frozenset(kind(node) for node in nodes[1:-1]),
            kinds=frozenset(edge["kind"] for edge in self.edges),
            weights=frozenset(self.weights),
            rules=frozenset(rule for edge in self.edges for rule in edge["rule_ids"] or ()),
            target=self.target.kind,
            crossed=frozenset(
                name for column, name in crossed if len({row[column] for row in inside} - {"", None}) > 1
            ),
        )

    def title(self, scenario: Scenario) -> str:
        """Return the scenario's title about this way; it says where a flaw in the code is only assumed."""
        nodes = self.nodes
        flaw = next((_short(edge["why"]) for edge in self.edges if edge["weight_key"] in VULNERABILITIES), "")
        identity = self.details.name(self.identity) if self.identity >= 0 else "its identity"
        names = {"entry": self.details.name(nodes[1]), "target": self._target_name(), "identity": identity}
        said = scenario.title.format(**names, flaw=flaw or "a vulnerability")
        return f"{said} (assumes a flaw in its code)" if ASSUMED in self.weights else said

    def _target_name(self) -> str:
        more = len(self.reached) - 1
        name = self.details.name(self.nodes[-1])
        if self.target.kind == "administrator":
            name = "the tenant" if self.target.impact_key == "tenant" else f"{self.target.impact_key} {name}"
        return f"{name}{f' and {more} more' if more else ''}"

    def id(self, scenario: str) -> str:
        """Return the same ID as long as scenario, entry, kinds of steps and target are the same."""
        entry = [self.details.id(node) for node in self.entry]
        kinds = [edge["kind"] for edge in self.edges]
        # A key of workloads has numbers of nodes in it, which are other ones in the next snapshot.
        target = "own" if self.is_own else self.target.key
        if self.target.kind == "workload" and not self.is_own:
            target = self.details.id(self.target.nodes[0])
        text = "\0".join([scenario, *entry, *kinds, target])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def steps(self) -> list[dict[str, object]]:
        """Return its steps as objects of the contract."""
        return [
            {
                "source": self.details.id(edge["source_n"]),
                "edge": edge["kind"],
                "target": self.details.id(edge["target_n"]),
                "why": edge["why"] or "",
                "rule_ids": edge["rule_ids"] or [],
            }
            for edge in self.edges
        ]


def stories(network: Network, details: Details, risks: PathRisk, ways: Iterable[int]) -> list[Story]:
    """Return the ways as stories; one of a single step to data that is open is a finding, not a path."""
    found = []
    for way in ways:
        edges = [details.edges[row] for row in network.edges(way)]
        entry = int(network.found.ways.entry[way])
        target = network.target(int(network.found.ways.end[way]))
        reached = network.reached(entry, target)
        story = Story(way, network.entries[entry], network.starts[entry], target, reached, edges, details, risks)
        if len(edges) > 1 or target.kind == "administrator":
            found.append(story)
    return found


def _certainty(edge: Mapping[str, object]) -> str:
    if edge["effect"] in ("conditional", "unknown"):
        return str(edge["effect"])
    if edge["weight_key"] == ASSUMED:
        return "assumes_flaw"
    return "needs_vulnerability" if edge["weight_key"] in VULNERABILITIES else "proven"
