"""Everything that a report says about one snapshot, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bartizan.base.bundled import bundled
from bartizan.base.framework import frameworks
from bartizan.contract import CodeCoverage, Finding, InventoryItem, Recommendation
from bartizan.decide.score import scores
from bartizan.report.views.compliance import compliance
from bartizan.report.views.findings import findings
from bartizan.report.views.inventory import inventory
from bartizan.report.views.packages import Bill, bill
from bartizan.report.views.recommendations import recommendations
from bartizan.report.views.vulnerabilities import coverage
from bartizan.state import Manifest
from bartizan.store.engine import Engine

Objects = list[dict[str, Any]]


@dataclass(frozen=True)
class Document:
    """The objects of the contract, each list as its command prints it; ``rules`` are definitions by ID.

    ``score`` is the secure score, 0 to 100, None where nothing was evaluated.
    """

    manifest: Manifest
    rules: dict[str, dict[str, Any]]
    inventory: Sequence[InventoryItem]
    findings: Sequence[Finding]
    recommendations: Sequence[Recommendation]
    compliance: Objects
    coverage: Sequence[CodeCoverage]
    bill: Bill
    score: float | None

    @property
    def found_rules(self) -> Objects:
        """The rules that have a finding, in order of their IDs."""
        found = {finding.rule_id for finding in self.findings}
        return [rule for id_, rule in sorted(self.rules.items()) if id_ in found]


def document(engine: Engine, manifest: Manifest) -> Document:
    """Return what reports say about a published snapshot that is open in ``engine``."""
    rules = [orjson.loads(row["definition"]) for row in engine.rows("select definition from rule")]
    return Document(
        manifest=manifest,
        rules={rule["id"]: rule for rule in rules},
        inventory=inventory(engine).items,
        findings=findings(engine).items,
        recommendations=recommendations(engine).items,
        compliance=compliance(engine, frameworks([bundled("rules")])),
        coverage=coverage(engine).items,
        bill=bill(engine, manifest.summary),
        score=scores(engine)[0].score,
    )
