"""Bartizan as a library: scan, open what was scanned, inspect a package. ``import bartizan`` offers these."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bartizan.assess.rule import Rule
from bartizan.base.bundled import bundled
from bartizan.collect.shared.target import AwsTarget, AzureTarget
from bartizan.contract import (
    CodeCoverage,
    Finding,
    InventoryItem,
    PackageInspection,
    Page,
    Recommendation,
    ScanResult,
    WorkloadPackage,
    WorkloadVulnerability,
)
from bartizan.contract.paths import AttackPath, ChokePoint, WhatIf
from bartizan.model import Usage
from bartizan.report.paging import ALL, Part
from bartizan.service import attack, lists
from bartizan.service.published import Published, open_published


@dataclass(frozen=True)
class Snapshot(Published):
    """A published scan that is open for reading; use it as a context manager. All names are checked."""

    def inventory(
        self, *, type_: str = "", scope: str = "", workloads_only: bool = False, part: Part = ALL
    ) -> Page[InventoryItem]:
        """Return resources, riskiest first."""
        return lists.inventory(self, type_=type_, scope=scope, workloads_only=workloads_only, part=part)

    def findings(
        self, *, status: str = "", severity: str = "", rule: str = "", resource: str = "", part: Part = ALL
    ) -> Page[Finding]:
        """Return findings, worst first; without ``status`` all that are not passing."""
        return lists.findings(self, status=status, severity=severity, rule=rule, resource=resource, part=part)

    def recommendations(self) -> Page[Recommendation]:
        """Return what to fix, one row for each rule."""
        return lists.recommendations(self)

    def vulnerabilities(
        self, *, resource: str = "", severity: str = "", part: Part = ALL
    ) -> Page[WorkloadVulnerability]:
        """Return the advisories that packages match, worst first."""
        return lists.vulnerabilities(self, resource=resource, severity=severity, part=part)

    def packages(self, *, resource: str = "", part: Part = ALL) -> Page[WorkloadPackage]:
        """Return the bill of materials."""
        return lists.packages(self, resource=resource, part=part)

    def attack_paths(self, *, entry: str = "", target: str = "", part: Part = ALL) -> Page[AttackPath]:
        """Return how attackers come from outside to what matters, worst first."""
        return attack.attack_paths(self, entry=entry, target=target, part=part)

    def choke_points(self, *, part: Part = ALL) -> Page[ChokePoint]:
        """Return the fixes that end most attack paths, with the exact number of them."""
        return attack.choke_points(self, part=part)

    def what_if(
        self, *, rules: Sequence[str] = (), nodes: Sequence[str] = (), findings: Sequence[str] = ()
    ) -> Page[WhatIf]:
        """Return which attack paths are gone and which are left once all of these are fixed."""
        return attack.what_if(self, rules=rules, nodes=nodes, findings=findings)

    def coverage(self, *, part: Part = ALL) -> Page[CodeCoverage]:
        """Return whether each workload's code was assessed and, where not, why."""
        return lists.coverage(self, part=part)


def scan(home: Path, targets: Sequence[AwsTarget | AzureTarget], *, rules: Sequence[Path] = ()) -> ScanResult:
    """Scan accounts and subscriptions with the shipped rules and those in ``rules``, and publish a snapshot in a home.

    Raises:
        BartizanError: nothing could be read; nothing was published.
    """
    from bartizan.pipeline.scan import ScanRequest
    from bartizan.pipeline.scan import scan as scan_into

    aws = tuple(target for target in targets if isinstance(target, AwsTarget))
    azure = tuple(target for target in targets if isinstance(target, AzureTarget))
    request = ScanRequest(aws, azure, (bundled("rules"), *rules))
    return ScanResult.model_validate(asyncio.run(scan_into(request, home, Usage())).summary)


def open_snapshot(home: Path, snapshot: str = "") -> Snapshot:
    """Return a published scan with today's decisions laid over it, the latest one by default.

    Raises:
        UsageError: there is none.
    """
    opened = open_published(home, snapshot)
    return Snapshot(opened.home, opened.manifest, opened.engine)


def inspect_package(source: str, home: Path) -> PackageInspection:
    """Return what a package (a file, a folder or a URL) holds, matched with the advisories that were synced to a home.

    Raises:
        UsageError: there is no such package.
    """
    from bartizan.pipeline.inspect import inspected

    return asyncio.run(inspected(source, home))


def load_rules(*folders: Path) -> dict[str, Rule]:
    """Return the shipped rules and those in ``folders`` by ID, each checked against the tables that it reads.

    Raises:
        RuleError: a rule is wrong; the message has its file, its line and what was perhaps meant.
    """
    from bartizan.assess.load import load_rules as load
    from bartizan.normalize import schemas

    return load([bundled("rules"), *folders], schemas())
