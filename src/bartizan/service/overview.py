"""The overview of a directory: computed once for a snapshot and its decisions, then kept."""

from threading import Lock
from typing import Any, cast

from bartizan.contract.overview import (
    CheckCounts,
    CountedValue,
    EstateOverview,
    TopRecommendation,
    VulnerabilityCounts,
    WorstWorkload,
)
from bartizan.decide.order import LISTED, compared
from bartizan.decide.risk import LEVELS
from bartizan.decide.score import scores
from bartizan.decide.workload import WORKLOADS
from bartizan.report.listing.finding_rows import finding_reasons, findings_of
from bartizan.report.listing.lists import LISTS
from bartizan.report.listing.table import ensure_table
from bartizan.report.paging import Part
from bartizan.report.views.paths import choke_points, has_paths
from bartizan.report.views.recommendations import recommendations
from bartizan.report.views.vulnerabilities import coverage_sql, prepare_code
from bartizan.service.gaps import gaps
from bartizan.service.published import Published
from bartizan.store.engine import Engine, literal

_MOST = 5
_MEMO = "overview"
_COMPUTING = "overview.computing"
"""Requests that come at the same time compute it once."""
_IS_WORKLOAD = f"type in ({', '.join(map(literal, WORKLOADS))})"
_WORST = f"""
select id, key, type::varchar as type, name, scope, risk_level, exposure, authentication,
    critical + high + medium + low + info as failing, vulnerabilities, attack_paths
from {{table}} where {_IS_WORKLOAD} and risk_level <> 'none' order by n limit {_MOST}
"""
_OF_WORST = """
select resource_type::varchar as resource_type, resource_id::varchar as resource_id, arg_min(id, n) as finding_id,
    arg_min(rule_id, n)::varchar as rule_id, arg_min(title, n)::varchar as title, min(n) as place,
    count(*) filter (status = 'unknown') as unknown
from {listed} where place_in_table in ({places}) and status in ('fail', 'unknown') group by all
"""
_REACHES = """
select m.node_id as id, list(distinct node.name order by node.name)[:3] as names
from attack_path_member as m join attack_path as p on p.id = m.path_id join node on node.id = p.target_id
where list_contains(?, m.node_id) group by all
"""


def overview(published: Published) -> EstateOverview:
    """Return the overview of a snapshot with today's decisions."""
    computing = cast("Lock", published.memo.setdefault(_COMPUTING, Lock()))
    with computing:
        if _MEMO not in published.memo:
            with published.engine.sparing():
                published.memo[_MEMO] = _computed(published)
    return cast("EstateOverview", published.memo[_MEMO])


def _computed(published: Published) -> EstateOverview:
    engine, manifest = published.engine, published.manifest
    table = ensure_table(engine, LISTS["inventory"])
    score, has = _score(published), has_paths(engine)
    (counted,) = engine.rows(f"select count(*) filter ({_IS_WORKLOAD}) as workloads, count(*) as n from {table}")
    ensure_table(engine, LISTS["findings"])
    (new,) = engine.rows(
        f"select count(*) as n from {LISTED} where status = 'fail' and first_seen >= ?", [manifest.started_at]
    )
    by = {name: _by(engine, table, name) for name in ("risk_level", "exposure", "authentication")}
    code = _code(engine)
    return EstateOverview(
        snapshot=manifest.id,
        published_at=manifest.published_at,
        status=manifest.status,
        score=score[0],
        score_unknown_share=score[1],
        workloads=counted["workloads"],
        resources=counted["n"],
        checks=_checks(engine),
        risk=by["risk_level"],
        exposure=by["exposure"],
        authentication=by["authentication"],
        code=code,
        vulnerabilities=_vulnerabilities(engine, code),
        attack_paths=engine.rows("select count(*) as n from attack_path")[0]["n"] if has else None,
        worst=_worst(engine, table, has_paths=has),
        fixes=list(choke_points(engine, "rule", Part(limit=_MOST)).items) if has else [],
        recommendations=_top(engine),
        new_findings=new["n"],
        gaps=len(gaps(published)),
    )


def _score(published: Published) -> tuple[float | None, float | None]:
    """Return the score and its unknown share: as the scan had them where nothing that counts was decided."""
    engine, summary = published.engine, published.manifest.summary
    decided = "select 1 from exempted union all select 1 from assignment limit 1"
    if "score_unknown_share" in summary and not engine.rows(decided):
        return summary["score"], summary["score_unknown_share"]
    (found,) = scores(engine)
    return found.score, found.unknown_share


def _by(engine: Engine, table: str, column: str) -> list[CountedValue]:
    """Count workloads by a column; what could not be read is counted as ``unknown``."""
    rows = engine.rows(
        f"select coalesce({column}::varchar, 'unknown') as value, count(*) as count from {table} where {_IS_WORKLOAD} "
        "group by all order by count desc, value"
    )
    return [CountedValue(**row) for row in rows]


def _checks(engine: Engine) -> CheckCounts:
    counts = {row["status"]: int(row["n"]) for row in engine.rows(
        "select status, sum(n) as n from rule_result group by all"
    )}  # fmt: skip
    levels = engine.rows(f"select risk_level, count(*) as n from {compared(engine)} where status = 'fail' group by all")
    of = {row["risk_level"]: row["n"] for row in levels}
    failing = {level: of[level] for level in (*LEVELS, *sorted(of.keys() - set(LEVELS))) if level in of}
    others = {"healthy": "pass", "unknown": "unknown", "exempt": "exempt", "not_applicable": "not_applicable"}
    return CheckCounts(failing=failing, **{name: counts.get(status, 0) for name, status in others.items()})


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


def _worst(engine: Engine, table: str, *, has_paths: bool) -> list[WorstWorkload]:
    rows = engine.rows(_WORST.format(table=table))
    ids = [row["id"] for row in rows]
    # Named in the text, they say which rows to read.
    places = ", ".join(map(str, findings_of(engine, ids))) or "-1"
    found = engine.rows(_OF_WORST.format(listed=LISTED, places=places))
    reasons = finding_reasons(engine, {row["finding_id"]: row.pop("place") for row in found})
    for row in found:
        row["reason"] = reasons[row["finding_id"]]
    of = {(row.pop("resource_type"), row.pop("resource_id")): row for row in found}
    reaches = {row["id"]: row["names"] for row in (engine.rows(_REACHES, [ids]) if has_paths else [])}
    return [
        WorstWorkload(**row, **of[row["type"], row["id"]], reaches=reaches.get(row["id"], []))
        for row in rows
        if (row["type"], row["id"]) in of
    ]


def _top(engine: Engine) -> list[TopRecommendation]:
    """Return what to fix first; what is only unknown is none of it."""
    failing = [each for each in recommendations(engine).items if each.unhealthy]
    return [
        TopRecommendation(**{name: getattr(each, name) for name in TopRecommendation.model_fields})
        for each in failing[:_MOST]
    ]
