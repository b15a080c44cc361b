"""What the overview says of a snapshot that no decision changes: counted once."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from bartizan.contract.overview import CountedValue, VulnerabilityCounts
from bartizan.contract.paths import ChokePoint
from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.decided_inventory import moved_levels
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.report.paging import Part
from bartizan.report.views.paths import choke_points, has_paths
from bartizan.report.views.vulnerabilities import coverage_sql, prepare_code
from bartizan.service.gaps import gaps
from bartizan.service.published import Published, once
from bartizan.store import SnapshotEngine
from bartizan.store.engine import Engine, literal

IS_WORKLOAD = f"type in ({', '.join(map(literal, WORKLOADS))})"
_MOST = 5


@dataclass(frozen=True)
class AsScanned:
    """Counts of a snapshot. ``risk`` are the workloads of each risk level before any decision."""

    workloads: int
    resources: int
    risk: list[CountedValue]
    exposure: list[CountedValue]
    authentication: list[CountedValue]
    code: list[CountedValue]
    vulnerabilities: VulnerabilityCounts
    attack_paths: int | None
    fixes: list[ChokePoint]
    gaps: int


def risk_levels(engine: SnapshotEngine, scanned: AsScanned) -> list[CountedValue]:
    """Return the workloads of each risk level, most first."""
    counts = Counter({each.value: each.count for each in scanned.risk})
    for row in moved_levels(engine):
        if row["type"] in WORKLOADS:
            counts[row["before"]] -= row["n"]
            counts[row["after"]] += row["n"]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [CountedValue(value=value, count=count) for value, count in ordered if count]


@once
def as_scanned(published: Published) -> AsScanned:
    """Return what the overview says that no decision changes."""
    engine, below = published.engine, published.engine.below()
    table, has = ensure_table(below, LISTS["inventory"]), has_paths(engine)
    (counted,) = below.rows(f"select count(*) filter ({IS_WORKLOAD}) as workloads, count(*) as n from {table}")
    code = _code(engine)
    by = {name: _by(below, table, name) for name in ("risk_level", "exposure", "authentication")}
    return AsScanned(
        workloads=counted["workloads"],
        resources=counted["n"],
        risk=by["risk_level"],
        exposure=by["exposure"],
        authentication=by["authentication"],
        code=code,
        vulnerabilities=_vulnerabilities(engine, code),
        attack_paths=engine.rows("select count(*) as n from attack_path")[0]["n"] if has else None,
        fixes=list(choke_points(engine, "rule", Part(limit=_MOST)).items) if has else [],
        gaps=len(gaps(published)),
    )


def _by(engine: Engine, table: str, column: str) -> list[CountedValue]:
    """Count workloads by a column; what could not be read is counted as ``unknown``."""
    rows = engine.rows(
        f"select coalesce({column}::varchar, 'unknown') as value, count(*) as count from {table} where {IS_WORKLOAD} "
        "group by all order by count desc, value"
    )
    return [CountedValue(**row) for row in rows]


def _code(engine: Engine) -> list[CountedValue]:
    if not prepare_code(engine):
        return []
    query = f"select status as value, count(*) as count from ({coverage_sql(engine)}) group by all order by value"
    return [CountedValue(**row) for row in engine.rows(query)]


def _vulnerabilities(engine: Engine, code: list[CountedValue]) -> VulnerabilityCounts:
    rows: list[dict[str, Any]] = []
    if code:
        rows = engine.rows(
            "select status, severity, count(distinct advisory_id) as n, "
            "count(distinct advisory_id) filter (kev) as known from code_use join vulnerability using (digest) "
            "group by status, severity order by severity_order(severity)"
        )
    affected = [row for row in rows if row["status"] == "affected"]
    return VulnerabilityCounts(
        affected={row["severity"]: row["n"] for row in affected},
        known_exploited=sum(row["known"] for row in affected),
        unknown=sum(row["n"] for row in rows if row["status"] == "unknown"),
        assessed=sum(each.count for each in code if each.value == "assessed"),
        unread=sum(each.count for each in code if each.value != "assessed"),
    )
