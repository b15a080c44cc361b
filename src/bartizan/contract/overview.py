"""The objects of the overview: what stands at the top of a directory, with what is unknown beside every number."""

import datetime

from bartizan.contract import Contract, RiskLevel
from bartizan.contract.paths import ChokePoint


class CountedValue(Contract):
    """How many workloads have a value; ``unknown`` is one of them."""

    value: str
    count: int


class CheckCounts(Contract):
    """How all checks came out. ``failing`` counts by risk level; ``unknown`` could not be made."""

    failing: dict[str, int]
    healthy: int
    unknown: int
    exempt: int
    not_applicable: int


class VulnerabilityCounts(Contract):
    """Advisories that code is affected by, by severity. ``unread`` workloads have code that was not assessed."""

    affected: dict[str, int]
    known_exploited: int
    unknown: int
    assessed: int
    unread: int


class WorstWorkload(Contract):
    """A workload to act on. ``reason`` is why its worst finding has its risk; ``reaches`` are targets of its paths."""

    id: str
    key: str
    type: str
    name: str
    scope: str
    risk_level: RiskLevel
    exposure: str
    authentication: str
    finding_id: str
    rule_id: str
    title: str
    reason: str
    failing: int
    unknown: int
    vulnerabilities: int
    attack_paths: int | None
    reaches: list[str]


class TopRecommendation(Contract):
    """A rule to fix first."""

    rule_id: str
    title: str
    severity: str
    risk_level: str
    unhealthy: int
    unknown: int
    healthy: int
    attack_paths: int | None


class CoverageGap(Contract):
    """A question of a scan that was not answered. ``statement`` closes it, null where no permission does.

    ``count`` of ``asked`` resources are concerned; ``since`` is when it was last tried (UTC).
    """

    scope: str
    region: str
    kind: str
    aspect: str
    capability: str
    outcome: str
    operation: str
    permission: str
    detail: str
    count: int
    asked: int
    since: datetime.datetime
    statement: dict[str, object] | None


class EstateOverview(Contract):
    """What would hurt today. ``score`` is None where nothing was evaluated; ``unknown_share`` of it could not be."""

    snapshot: str
    published_at: datetime.datetime
    status: str
    score: float | None
    score_unknown_share: float | None
    workloads: int
    resources: int
    checks: CheckCounts
    risk: list[CountedValue]
    exposure: list[CountedValue]
    authentication: list[CountedValue]
    code: list[CountedValue]
    vulnerabilities: VulnerabilityCounts
    attack_paths: int | None
    worst: list[WorstWorkload]
    fixes: list[ChokePoint]
    recommendations: list[TopRecommendation]
    new_findings: int
    gaps: int
