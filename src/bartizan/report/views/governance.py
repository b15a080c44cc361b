"""Who owns what fails, and what is late."""

from typing import Any

from bartizan.contract import Finding
from bartizan.decide.order import ranked
from bartizan.model import Severity
from bartizan.report.views.findings import FindingFilter, findings
from bartizan.store.engine import Engine

_STATES = ("overdue", "on_time", "unassigned")


def governance_report(engine: Engine) -> list[dict[str, Any]]:
    """Return one row per owner and state with its failing findings by severity; what is late comes first.

    ``due`` (UTC) is the earliest of the row; ``owner`` is empty where nobody was found.
    """
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in engine.rows(
        "select coalesce(a.owner, '') as owner, coalesce(a.state, 'unassigned') as state, severity, min(due) as due, "
        f"count(*) as n from {ranked(engine)} "
        "left join assignment as a using (rule_id, resource_type, resource_id) "
        "where status = 'fail' group by all"
    ):
        group = rows.setdefault(
            (row["owner"], row["state"]),
            {"owner": row["owner"], "state": row["state"], "findings": 0, "severities": {}, "due": None},
        )
        group["findings"] += row["n"]
        group["severities"][row["severity"]] = row["n"]
        group["due"] = min((due for due in (group["due"], row["due"]) if due), default=None)
    for group in rows.values():
        group["severities"] = {str(s): group["severities"][s] for s in Severity if s in group["severities"]}
    return sorted(rows.values(), key=lambda r: (_STATES.index(r["state"]), -r["findings"], r["owner"]))


def governed_findings(engine: Engine) -> list[Finding]:
    """Return every failing finding, what is late first, by owner, then by risk."""
    failing = findings(engine, FindingFilter(status="fail")).items
    return sorted(failing, key=lambda finding: (_STATES.index(finding.governance_state), finding.owner))
