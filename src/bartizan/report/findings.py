"""Findings: one row per rule and resource, with the fix filled in for that resource."""

from typing import Any

import orjson

from bartizan.model import Severity
from bartizan.report.remediation import filled
from bartizan.store.engine import Engine

_QUERY = """
select rule_id, title, severity, category, status, resource_id, resource_type, resource_name, scope, region,
    evidence, missing, remediation, first_seen, last_seen
from finding join rule on rule.id = rule_id
"""


def findings(
    engine: Engine, *, status: str = "", severity: str = "", rule: str = "", resource: str = ""
) -> list[dict[str, Any]]:
    """Return findings as the contract's objects, worst first; without ``status`` all that are not passing."""
    asked = {"status": status, "severity": severity, "rule_id": rule, "resource_id": resource}
    conditions = {name: value for name, value in asked.items() if value}
    where = " where " + " and ".join(f"{name} = ?" for name in conditions) if conditions else ""
    rows = [_told(row) for row in engine.rows(_QUERY + where, list(conditions.values()))]
    return sorted(rows, key=_order)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    remediation = filled(orjson.loads(row["remediation"]), row)
    return {
        **row,
        "risk_level": "not_evaluated",
        "evidence": orjson.loads(row["evidence"] or "{}"),
        "remediation": remediation,
    }


def _order(row: dict[str, Any]) -> tuple[int, int, str, str]:
    return row["status"] != "fail", Severity(row["severity"]).rank, row["rule_id"], row["resource_id"]
