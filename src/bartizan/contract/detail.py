"""The objects of one recommendation's and one advisory's page."""

from typing import Any

from bartizan.contract import Contract, Recommendation, Template, Vulnerability, WorkloadVulnerability


class ScopeResult(Contract):
    """How a rule's checks came out in one scope and for one type of resource."""

    scope: str
    resource_type: str
    status: str
    count: int


class RecommendationDetail(Contract):
    """A rule: what is wrong and why, how its checks came out, and how to fix it.

    ``recommendation`` is None where it is healthy everywhere; ``controls`` are those of frameworks.
    """

    rule_id: str
    title: str
    severity: str
    category: str
    tables: list[str]
    rationale: str
    remediation: Template
    controls: dict[str, Any]
    references: list[str]
    results: list[ScopeResult]
    recommendation: Recommendation | None


class AdvisoryDetail(Contract):
    """An advisory, the packages that it is about, and whose code has them. ``unread`` workloads were not assessed."""

    advisory: Vulnerability
    workloads: list[WorkloadVulnerability]
    total: int
    unread: int
