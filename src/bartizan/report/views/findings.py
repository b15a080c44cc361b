"""Findings: one row per rule and resource in the order of risk, with the fix filled in for that resource."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bartizan.contract import Finding, Page
from bartizan.decide.order import ranked
from bartizan.decide.overlay import prepare
from bartizan.model import Status
from bartizan.report.paging import ALL, Part, and_worse, order_by, where
from bartizan.report.remediation.remediation import Remedies
from bartizan.store import SnapshotEngine
from bartizan.store.engine import Engine

_FROM = """
from {ranked} as f join rule on rule.id = f.rule_id
left join exempted as x on x.rule_id = f.rule_id and x.resource_type = f.resource_type and x.resource_id = f.resource_id
left join assignment as a
    on a.rule_id = f.rule_id and a.resource_type = f.resource_type and a.resource_id = f.resource_id
"""
_FULL = """
select f.id, f.rule_id, title, f.severity, f.category, status, f.resource_id, f.resource_type,
    coalesce(resource_name, f.resource_id) as resource_name, f.scope, coalesce(region, '') as region,
    evidence, missing, remediation, first_seen, last_seen,
    exemption_id, x.category as exemption_category, until,
    coalesce(owner, '') as owner, due,
    case when status = 'fail' then coalesce(a.state, 'unassigned') else '' end as governance_state,
    risk_level, risk_factors, risk_reason
"""
_KEYS = {
    **{key: f"f.{key}" for key in ("rule_id", "resource_id", "resource_type", "scope", "severity", "category", "id")},
    **{key: key for key in ("status", "resource_name", "region", "risk_level", "first_seen", "last_seen", "title")},
    **{key: key for key in ("owner", "due")},
}
_DEFAULT = "f.rank, f.rule_id, f.resource_id"


@dataclass(frozen=True)
class FindingFilter:
    """Which findings are wanted; without ``status`` all that are not passing, ``severity`` is that one and worse.

    ``rule`` is an ID or a pattern such as ``aws.lambda.*``.
    """

    status: str = ""
    severity: str = ""
    rule: str = ""
    resource: str = ""
    scope: str = ""
    resource_type: str = ""

    @property
    def conditions(self) -> dict[str, object]:
        """The conditions on ``f`` with their values, some of them empty."""
        return {
            "f.status = ?": self.status,
            "list_contains(?, f.severity)": and_worse(self.severity),
            "f.rule_id glob ?": self.rule,
            "f.resource_id = ?": self.resource,
            "f.scope = ?": self.scope,
            "f.resource_type = ?": self.resource_type,
        }


EVERY_FINDING = FindingFilter()


def findings(engine: Engine, wanted: FindingFilter = EVERY_FINDING, part: Part = ALL) -> Page[Finding]:
    """Return findings in the order of risk, or as ``part`` says.

    Raises:
        UsageError: they cannot be sorted like that.
    """
    prepare(engine)
    all_, order = ranked(engine), order_by(part, _KEYS, _DEFAULT)
    from_ = _FROM.format(ranked=all_)
    clause, values = where(wanted.conditions)
    if part != ALL:
        # In two steps: the columns that make rows wide are read of the wanted ones only.
        (total,) = engine.rows(f"select count(*) as n from {all_} as f {clause}", values)
        if part.limit == 0:
            return Page([], total["n"])
        picked = engine.rows(f"select f.id as id {from_} {clause} order by {order} {part.sql}", values)
        clause, values = "where list_contains(?, f.id)", [[row["id"] for row in picked]]
    rows = engine.rows(f"{_FULL} {from_} {clause} order by {order}", values)
    remedies = Remedies(engine, None if part == ALL else rows)
    return Page([_finding(row, remedies) for row in rows], total["n"] if part != ALL else len(rows))


def findings_by_id(engine: Engine, ids: Sequence[str], places: Sequence[int] | None = None) -> dict[str, Finding]:
    """Return the findings with some IDs, by these; where their ``places`` in the snapshot are known, no other is read.

    A place is that of a finding as scanned, from 1.
    """
    prepare(engine)
    found = ranked(engine) if places is None else _at(engine, places)
    rows = engine.rows(f"{_FULL} {_FROM.format(ranked=found)} where list_contains(?, f.id)", [list(ids)])
    remedies = Remedies(engine, rows)
    return {row["id"]: _finding(row, remedies) for row in rows}


def _at(engine: Engine, places: Sequence[int]) -> str:
    """Return a relation of the findings at these places, as ``ranked`` has them."""
    if not isinstance(engine, SnapshotEngine) or "rank" not in engine.columns("finding") or not places:
        return ranked(engine)
    same = " and ".join(f"x.{key} = f.{key}" for key in ("rule_id", "resource_type", "resource_id"))
    picked = engine.picked("finding", places)
    return (
        f"(select f.* replace (if(x.exemption_id is null, f.status, '{Status.EXEMPT}') as status), rule.category "
        f"from {picked} as f join rule on rule.id = f.rule_id left join exempted as x on {same})"
    )


def _finding(row: dict[str, Any], remedies: Remedies) -> Finding:
    remediation = remedies.filled(orjson.loads(row["remediation"]), row)
    exemption = {"id": row.pop("exemption_id"), "category": row.pop("exemption_category"), "until": row.pop("until")}
    return Finding.model_validate(
        {
            **row,
            "exemption": exemption if exemption["id"] else None,
            "evidence": orjson.loads(row["evidence"] or "{}"),
            "remediation": remediation,
        }
    )
