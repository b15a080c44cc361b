"""The objects of attack paths, choke points and what is left after fixes."""

import datetime
from typing import Literal

from bartizan.contract import Contract

Certainty = Literal["proven", "needs_vulnerability", "assumes_flaw", "conditional", "unknown"]


class PathStep(Contract):
    """One edge of a path, from one node's ID to another's, with the rules whose fix cuts it."""

    source: str
    edge: str
    target: str
    why: str
    rule_ids: list[str]


class AttackPath(Contract):
    """How an attacker comes from outside to a target. ``risk`` is 0 to 100; ``certainty`` that of the weakest step.

    ``breaks`` are the rules whose fix, on all resources, ends it. ``capped`` counts the paths of its scenario that are
    not listed.
    """

    id: str
    scenario: str
    title: str
    risk_level: Literal["critical", "high", "medium", "low"]
    risk: float
    certainty: Certainty
    conditions: list[str]
    entries: int
    targets: int
    entry_id: str
    target_id: str
    target_kind: str
    steps: list[PathStep]
    risk_factors: list[str]
    mitre: list[str]
    breaks: list[str]
    capped: int
    first_seen: datetime.datetime | None
    last_seen: datetime.datetime | None


class ChokePoint(Contract):
    """A node, a rule or a finding, by its ID, and the exact number of paths and targets that its fix ends."""

    node_id: str
    kind: Literal["node", "rule", "finding"]
    paths: int
    targets: int
    fix: str


class WhatIf(Contract):
    """A path that fixes would end, or that would be left."""

    id: str
    scenario: str
    title: str
    risk_level: str
    risk: float
    certainty: Certainty
    entry_id: str
    target_id: str
    outcome: Literal["gone", "left"]
