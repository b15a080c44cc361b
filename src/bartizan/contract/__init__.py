"""The objects that every face shows: the command line's JSON, the API and the portal. Keys may be added, never renamed.

Times are UTC. A count that is None was not computed yet; a fact that could not be read says ``unknown``.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

Row_co = TypeVar("Row_co", bound="Contract", covariant=True)
Fix = dict[str, str | list[str]]
"""How to fix: ``text``, ``cli`` (commands that work as pasted), ``caution`` (what they delete or cut off), others."""
Template = dict[str, str | list[str] | dict[str, str]]
"""How to fix any resource, with ``{names}`` to fill in; ``variants`` holds commands by type of resource."""
RiskLevel = Literal["critical", "high", "medium", "low", "none", "not_evaluated"]


class Contract(BaseModel):
    """An object of the contract: frozen, and with no key that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


@dataclass(frozen=True)
class Page(Generic[Row_co]):
    """Some rows of a list in its order, and how many there are in all."""

    items: Sequence[Row_co]
    total: int


class InventoryItem(Contract):
    """A resource. ``id`` is the ARN, or the ARM ID in lower case; ``type`` is the name of its table."""

    id: str
    type: str
    name: str
    provider: Literal["aws", "azure"]
    scope: str
    region: str
    kind: str
    runtime: str
    state: str
    exposure: str
    authentication: str
    identity_ids: list[str]
    tags: dict[str, str]
    risk_level: RiskLevel
    findings: dict[str, int]
    vulnerabilities: int
    attack_paths: int | None
    observed_at: datetime.datetime
    first_seen: datetime.datetime | None
    last_seen: datetime.datetime | None


class ExemptionOfFinding(Contract):
    """The exemption that a finding falls under."""

    id: str
    category: Literal["mitigated", "risk_accepted"]
    until: datetime.datetime | None


class Finding(Contract):
    """One rule on one resource. ``missing`` says what could not be read where the status is unknown."""

    id: str
    rule_id: str
    title: str
    severity: str
    category: str
    status: Literal["fail", "unknown", "pass", "not_applicable", "exempt"]
    resource_id: str
    resource_type: str
    resource_name: str
    scope: str
    region: str
    evidence: dict[str, Any]
    missing: list[str]
    remediation: Fix
    first_seen: datetime.datetime | None
    last_seen: datetime.datetime | None
    owner: str
    due: datetime.datetime | None
    governance_state: str
    risk_level: str
    risk_factors: list[str]
    risk_reason: str
    exemption: ExemptionOfFinding | None


class Recommendation(Contract):
    """A rule that is not healthy everywhere. ``owner`` is ``several`` where more than one owns what fails."""

    rule_id: str
    title: str
    severity: str
    risk_level: str
    risk_factors: list[str]
    category: str
    unhealthy: int
    healthy: int
    not_applicable: int
    unknown: int
    exempt: int
    attack_paths: int | None
    owner: str
    due: datetime.datetime | None
    remediation: Template


class Vulnerability(Contract):
    """An advisory that a package of a workload matches, or of a package that was inspected by itself."""

    advisory_id: str
    cve: str
    aliases: list[str]
    ecosystem: str
    package: str
    version: str
    fixed_versions: list[str]
    path: str
    severity: str
    cvss_score: float | None
    cvss_vector: str
    epss: float | None
    kev: bool | None
    is_malicious: bool | None
    published: datetime.datetime | None
    summary: str
    status: Literal["affected", "unknown"]


class WorkloadVulnerability(Vulnerability):
    """An advisory that a package of a workload, or of one of its layers, matches."""

    resource_id: str
    resource_name: str
    resource_type: str
    scope: str
    layer: str
    first_seen: datetime.datetime | None


class ListedPackage(Contract):
    """A package that was inspected by itself has this. ``path`` is where in it; ecosystems have OSV's names."""

    ecosystem: str
    name: str
    version: str
    purl: str
    path: str
    evidence: Literal["installed", "locked", "pinned", "embedded", "inferred"]


class WorkloadPackage(ListedPackage):
    """A line of the bill of materials of a workload, or of one of its layers."""

    resource_id: str
    resource_name: str
    layer: str


class CodeCoverage(Contract):
    """Whether a workload's code was assessed, and why not."""

    resource_id: str
    resource_type: str
    resource_name: str
    scope: str
    status: Literal["assessed", "ineligible", "unreadable", "off"]
    reason: str
    detail: str
    packages: int | None


class IdentityStep(Contract):
    """A step on the way to an administrator: ``target`` is an identity's id, empty for the administrator itself."""

    edge: str
    target: str
    why: str


class IdentityItem(Contract):
    """A principal: a role, user, group, service principal or managed identity.

    ``is_admin`` is None where its permissions could not be read. ``via`` are the fewest steps by which it becomes an
    administrator, none for one that is. ``assumed_by`` are workloads, principals and services that can be it, None
    where its trust could not be read. ``data_access`` counts the stores and secrets that it reads or writes, of which
    the lists have the first 100. ``held_unused`` are services that it may use and did not, None where that is unread.
    """

    principal_id: str
    provider: Literal["aws", "azure"]
    type: Literal["role", "user", "group", "service_principal", "managed_identity", "unknown"]
    scope: str
    name: str
    is_admin: bool | None
    can_become_admin: Literal["yes", "conditional", "no", "unknown"]
    via: list[IdentityStep]
    assumed_by: list[str] | None
    data_access: int | None
    data_read: list[str] | None
    data_write: list[str] | None
    held_unused: list[str] | None


class FoundSecret(Contract):
    """A secret in code: its kind and where it is, never its value."""

    kind: str
    path: str
    line: int


class UnreadableFile(Contract):
    """A part of a package that could not be read: what it holds is not known."""

    path: str
    reason: str
    detail: str


class PackageInspection(Contract):
    """What one package holds. ``unadvised`` names its ecosystems whose advisories were never synced."""

    source: str
    sha256: str
    bytes_total: int
    bytes_read: int
    packages: list[ListedPackage]
    vulnerabilities: list[Vulnerability]
    unadvised: list[str]
    secrets: list[FoundSecret]
    unreadable: list[UnreadableFile]


class ControlResult(Contract):
    """A control of a framework: how many checks of its rules passed, failed, or could not be made."""

    framework: str
    framework_name: str
    control: str
    title: str
    status: Literal["passed", "failed", "not_evaluated"]
    passed: int
    failed: int
    not_evaluated: int
    exempt: int
    rules: list[str]
    failed_rules: list[str]


class ScopeCoverage(Contract):
    """How reading one kind of a scope went; for what was not read, the operation and what to grant."""

    scope: str
    kind: str
    outcome: str
    detail: str


class ScanResult(Contract):
    """What a scan prints. ``calls`` counts by operation, ``findings`` the failing ones by severity.

    ``risk_levels`` counts them by risk level. ``mean_hours_to_fix`` is how long those failed that were resolved in the
    30 days before, null where none was.
    """

    snapshot_id: str
    started_at: str
    finished_at: str
    status: Literal["complete", "partial"]
    resources: dict[str, int]
    findings: dict[str, int]
    unknown: int
    score: float | None
    score_unknown_share: float | None
    vulnerabilities: int
    attack_paths: int | None
    calls: dict[str, int]
    bytes_read: int
    coverage: list[ScopeCoverage]
    warnings: list[str] = []
    risk_levels: dict[str, int] = {}
    mean_hours_to_fix: float | None = None
