"""The inventory: every resource of every kind in the order of risk, with its findings by severity."""

from collections.abc import Mapping
from typing import Any

import orjson

from bartizan.decide.order import ranked
from bartizan.decide.risk import worst
from bartizan.decide.workload import WORKLOADS
from bartizan.model import Severity
from bartizan.report.views.vulnerabilities import vulnerability_counts
from bartizan.store.engine import Engine, literal, quoted

_OPTIONAL = {
    "kind": "''",
    "runtime": "''",
    "state": "''",
    "exposure": "''",
    "authentication": "''",
    "identity_ids": "cast([] as varchar[])",
}
_UNREAD = {"exposure": "unknown", "authentication": "unknown", "state": "unknown", "runtime": "unknown"}


def inventory(engine: Engine, type_: str = "", scope: str = "") -> list[dict[str, Any]]:
    """Return resources as the contract's inventory objects, optionally of one type or scope.

    Each stands where the worst of its findings stands; without any, workloads first. ``attack_paths`` is null until
    paths are computed.
    """
    types = [row["type"] for row in engine.rows("select distinct type from resource order by 1")]
    wanted = [name for name in types if not type_ or name == type_]
    if not wanted:
        return []
    selects = " union all ".join(_select(engine, name) for name in wanted)
    rows = engine.rows(
        f"select r.*, first_seen, last_seen from ({selects}) as r join resource using (id, type) "
        f"{'where scope = ' + literal(scope) if scope else ''} order by type, scope, name, id"
    )
    found, risks, counts = _findings(engine), _risks(engine), vulnerability_counts(engine)
    objects = [_told(row, found, risks) | {"vulnerabilities": counts.get((row["type"], row["id"]), 0)} for row in rows]
    return sorted(objects, key=lambda o: _order(o, risks.get((o["type"], o["id"]))))


def _select(engine: Engine, table: str) -> str:
    columns = engine.columns(table)
    optional = ", ".join(f"{_own(columns, name) or empty} as {name}" for name, empty in _OPTIONAL.items())
    return (
        f"select id, {literal(table)} as type, name, split_part({literal(table)}, '_', 1) as provider, scope, region, "
        f"{optional}, tags, observed_at from {quoted(table)}"
    )


def _own(columns: Mapping[str, str], name: str) -> str:
    """Return a table's own column if it means what the inventory does: a list of ways to sign in is another fact."""
    wanted = "VARCHAR[]" if name == "identity_ids" else "VARCHAR"
    return quoted(name) if columns.get(name) == wanted else ""


def _findings(engine: Engine) -> dict[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in engine.rows(
        f"select resource_type, resource_id, severity, count(*) as n from {ranked(engine)} "
        "where status = 'fail' group by all"
    ):
        found.setdefault((row["resource_type"], row["resource_id"]), {})[row["severity"]] = row["n"]
    return found


def _risks(engine: Engine) -> dict[tuple[str, str], dict[str, Any]]:
    rows = engine.rows(
        f"select resource_type, resource_id, list(distinct risk_level) as levels, min(rank) as rank "
        f"from {ranked(engine)} where status = 'fail' group by all"
    )
    return {(row["resource_type"], row["resource_id"]): row for row in rows}


def _told(
    row: dict[str, Any], found: dict[tuple[str, str], dict[str, int]], risks: dict[tuple[str, str], dict[str, Any]]
) -> dict[str, Any]:
    workload = row["type"] in WORKLOADS
    for name, unread in _UNREAD.items():
        if row[name] is None or (workload and name == "exposure" and row[name] == ""):
            row[name] = unread
    counts = found.get((row["type"], row["id"]), {})
    return {
        **row,
        "identity_ids": row["identity_ids"] or [],
        "tags": orjson.loads(row["tags"] or "{}"),
        "risk_level": worst(risks.get((row["type"], row["id"]), {"levels": ()})["levels"]),
        "findings": {str(severity): counts[severity] for severity in Severity if severity in counts},
        "attack_paths": None,
    }


def _order(object_: dict[str, Any], risk: dict[str, Any] | None) -> tuple[Any, ...]:
    counts = [-object_["findings"].get(severity, 0) for severity in Severity]
    is_workload = object_["type"] in WORKLOADS
    return risk is None, risk and risk["rank"], counts, not is_workload, object_["type"], object_["name"], object_["id"]
