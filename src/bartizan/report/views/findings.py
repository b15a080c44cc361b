"""Findings: one row per rule and resource in the order of risk, with the fix filled in for that resource."""

from typing import Any

import orjson

from bartizan.decide.order import ranked
from bartizan.decide.overlay import prepare
from bartizan.model import Severity
from bartizan.report.remediation.remediation import Remedies
from bartizan.store.engine import Engine

_QUERY = """
select f.rule_id, title, f.severity, f.category, status, f.resource_id, f.resource_type, resource_name, f.scope,
    region, evidence, missing, remediation, first_seen, last_seen,
    exemption_id, x.category as exemption_category, until,
    coalesce(owner, '') as owner, due,
    case when status = 'fail' then coalesce(a.state, 'unassigned') else '' end as governance_state,
    risk_level, risk_factors, risk_reason
from {ranked} as f join rule on rule.id = f.rule_id
left join exempted as x on x.rule_id = f.rule_id and x.resource_type = f.resource_type and x.resource_id = f.resource_id
left join assignment as a
    on a.rule_id = f.rule_id and a.resource_type = f.resource_type and a.resource_id = f.resource_id
{where} order by rank, f.rule_id, f.resource_id
"""


def findings(
    engine: Engine, *, status: str = "", severity: str = "", rule: str = "", resource: str = ""
) -> list[dict[str, Any]]:
    """Return findings as the contract's objects in the order of risk; without ``status`` all that are not passing.

    ``severity`` asks for that severity and worse.
    """
    prepare(engine)
    worse = [str(s) for s in Severity if severity and s.rank <= Severity(severity).rank]
    asked = {
        "status = ?": status,
        "list_contains(?, f.severity)": worse,
        "f.rule_id = ?": rule,
        "f.resource_id = ?": resource,
    }
    conditions = {condition: value for condition, value in asked.items() if value}
    where = f"where {' and '.join(conditions)}" if conditions else ""
    query = _QUERY.format(ranked=ranked(engine), where=where)
    remedies = Remedies(engine)
    return [_told(row, remedies) for row in engine.rows(query, list(conditions.values()))]


def _told(row: dict[str, Any], remedies: Remedies) -> dict[str, Any]:
    remediation = remedies.filled(orjson.loads(row["remediation"]), row)
    exemption = {"id": row.pop("exemption_id"), "category": row.pop("exemption_category"), "until": row.pop("until")}
    return {
        **row,
        "exemption": exemption if exemption["id"] else None,
        "evidence": orjson.loads(row["evidence"] or "{}"),
        "remediation": remediation,
    }
