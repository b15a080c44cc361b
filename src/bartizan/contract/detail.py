"""The objects of one recommendation's and one advisory's page."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

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


class RuleEvent(Contract):
    """Something that happened to a recommendation (UTC): ``resources`` began to fail, were resolved, or failed again.

    What somebody decided has ``by``; ``title`` is then the reason, and for parameters what they were set to.
    """

    at: datetime.datetime
    kind: Annotated[
        Literal["finding", "resolved", "reopened", "exempt", "exemption_ended", "set", "reset", "made", "removed"],
        Field(examples=["finding"]),
    ]
    resources: int
    title: str
    by: str
