"""The lists that every face shows. What people name is checked first; all raise UsageError for what is not there."""

from collections.abc import Sequence

from bartizan.contract import (
    CodeCoverage,
    Finding,
    IdentityItem,
    InventoryItem,
    Page,
    Recommendation,
    WorkloadPackage,
    WorkloadVulnerability,
)
from bartizan.model import Status
from bartizan.report.paging import ALL, Part
from bartizan.service.names import Names
from bartizan.service.published import Published

# The views are imported on use: each list needs one of them.


def inventory(
    published: Published, *, type_: str = "", scope: str = "", workloads_only: bool = False, part: Part = ALL
) -> Page[InventoryItem]:
    """Return resources, riskiest first, optionally of one type or scope, or workloads only."""
    from bartizan.report.views.inventory import inventory

    names = Names(published.engine)
    type_, scope = names.type(type_), names.scope(scope)
    return inventory(published.engine, type_, scope, workloads_only=workloads_only, part=part)


def findings(
    published: Published,
    *,
    status: str = "",
    severity: str = "",
    rule: str = "",
    resource: str = "",
    scope: str = "",
    type_: str = "",
    part: Part = ALL,
) -> Page[Finding]:
    """Return findings in the order of risk; without ``status`` all that are not passing.

    ``severity`` is that one and worse; ``rule`` an ID or a pattern; ``resource`` an ID or a name. Healthy rows are
    judged again, since snapshots keep only their counts.
    """
    from bartizan.report.views.findings import FindingFilter, findings

    names = Names(published.engine)
    wanted = FindingFilter(
        status, severity, names.rule(rule), names.resource(resource), names.scope(scope), names.type(type_)
    )
    if status in (Status.PASS, Status.NOT_APPLICABLE):
        from bartizan.service.rules.reevaluate import keep_healthy

        keep_healthy(published.engine, status)
    return findings(published.engine, wanted, part)


def failing_resources(published: Published, rules: Sequence[str]) -> set[str]:
    """Return the IDs of the resources that fail one of the rules."""
    query = "select distinct resource_id from finding where status = 'fail' and list_contains(?, rule_id)"
    return {row["resource_id"] for row in published.engine.rows(query, [list(rules)])}


def recommendations(published: Published) -> Page[Recommendation]:
    """Return what to fix, one row for each rule, riskiest first."""
    from bartizan.report.views.recommendations import recommendations

    return recommendations(published.engine)


def packages(published: Published, *, resource: str = "", part: Part = ALL) -> Page[WorkloadPackage]:
    """Return the bill of materials of all workloads, or of one resource by ID or name."""
    from bartizan.report.views.vulnerabilities import packages

    return packages(published.engine, Names(published.engine).resource(resource), part)


def vulnerabilities(
    published: Published, *, resource: str = "", severity: str = "", part: Part = ALL
) -> Page[WorkloadVulnerability]:
    """Return the advisories that packages match, worst first; ``severity`` is that one and worse."""
    from bartizan.report.views.vulnerabilities import vulnerabilities

    return vulnerabilities(published.engine, Names(published.engine).resource(resource), severity, part)


def coverage(published: Published, *, part: Part = ALL) -> Page[CodeCoverage]:
    """Return whether the code of each workload was assessed and, where not, why."""
    from bartizan.report.views.vulnerabilities import coverage

    return coverage(published.engine, part)


def identities(
    published: Published, *, type_: str = "", scope: str = "", can_become_admin: bool = False, part: Part = ALL
) -> Page[IdentityItem]:
    """Return roles, users and other principals, administrators first; ``type_`` is one of the contract's words."""
    from bartizan.report.views.identities import identities

    scope = Names(published.engine).scope(scope)
    return identities(published.engine, type_, scope, can_become_admin=can_become_admin, part=part)
