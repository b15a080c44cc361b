"""The overview of a directory: computed once for a snapshot and its decisions, then kept."""

from collections.abc import Mapping
from threading import Lock
from typing import cast

from bartizan.contract.overview import CheckCounts, EstateOverview, TopRecommendation
from bartizan.decide.risk import LEVELS
from bartizan.decide.score import scores
from bartizan.report.listing.finding_groups import GRACED, grouped
from bartizan.report.listing.lists import LISTS, recommended
from bartizan.report.listing.table import ensure_table
from bartizan.report.listing.unit_losses import decided_score
from bartizan.service.kept.scanned import as_scanned, risk_levels
from bartizan.service.kept.worst import worst_workloads
from bartizan.service.published import Published
from bartizan.store.engine import Engine

_MOST = 5
_MEMO = "overview"
_COMPUTING = "overview.computing"
"""Requests that come at the same time compute it once."""


def overview(published: Published) -> EstateOverview:
    """Return the overview of a snapshot with today's decisions."""
    computing = cast("Lock", published.memo.setdefault(_COMPUTING, Lock()))
    with computing:
        if _MEMO not in published.memo:
            published.memo[_MEMO] = _computed(published)
    return cast("EstateOverview", published.memo[_MEMO])


def _computed(published: Published) -> EstateOverview:
    engine, manifest = published.engine, published.manifest
    table = ensure_table(engine, LISTS["inventory"])
    ensure_table(engine, LISTS["findings"])
    groups = grouped(engine)
    scanned = as_scanned(published)
    score = _score(published)
    failing = engine.rows(
        f"select risk_level, sum(n)::bigint as n, coalesce(sum(n) filter (first_seen >= ?), 0)::bigint as new "
        f"from {groups} where status = 'fail' group by all",
        [manifest.started_at],
    )
    return EstateOverview(
        snapshot=manifest.id,
        published_at=manifest.published_at,
        status=manifest.status,
        score=score[0],
        score_unknown_share=score[1],
        workloads=scanned.workloads,
        resources=scanned.resources,
        checks=_checks(engine, {row["risk_level"]: row["n"] for row in failing}),
        risk=risk_levels(engine, scanned),
        exposure=scanned.exposure,
        authentication=scanned.authentication,
        code=scanned.code,
        vulnerabilities=scanned.vulnerabilities,
        attack_paths=scanned.attack_paths,
        worst=worst_workloads(published, table),
        fixes=scanned.fixes,
        recommendations=_top(engine),
        new_findings=sum(row["new"] for row in failing),
        gaps=scanned.gaps,
    )


def _score(published: Published) -> tuple[float | None, float | None]:
    """Return the score and its unknown share: as the scan had them where nothing that counts was decided."""
    engine, summary = published.engine, published.manifest.summary
    decided = "select 1 from exempt_count union all select 1 from grace_count limit 1"
    if "score_unknown_share" in summary and not engine.rows(decided):
        return summary["score"], summary["score_unknown_share"]
    found = decided_score(engine) if engine.has(GRACED) else scores(engine)[0]
    return found.score, found.unknown_share


def _checks(engine: Engine, of: Mapping[str, int]) -> CheckCounts:
    counts = {row["status"]: int(row["n"]) for row in engine.rows(
        "select status, sum(n) as n from rule_result group by all"
    )}  # fmt: skip
    failing = {level: of[level] for level in (*LEVELS, *sorted(of.keys() - set(LEVELS))) if level in of}
    others = {"healthy": "pass", "unknown": "unknown", "exempt": "exempt", "not_applicable": "not_applicable"}
    return CheckCounts(failing=failing, **{name: counts.get(status, 0) for name, status in others.items()})


def _top(engine: Engine) -> list[TopRecommendation]:
    """Return what to fix first; what is only unknown is none of it."""
    failing = [each for each in recommended(engine).items if each.unhealthy]
    return [
        TopRecommendation(**{name: getattr(each, name) for name in TopRecommendation.model_fields})
        for each in failing[:_MOST]
    ]
