"""What a scan prints: counts and coverage."""

from typing import Any

from bartizan.decide.order import ranked
from bartizan.decide.score import scores
from bartizan.model import UNANSWERED
from bartizan.report.views.vulnerabilities import vulnerability_counts
from bartizan.state.nouns import Score
from bartizan.store.engine import Engine

_COVERAGE = f"""
with problem as (
    select scope, region, kind, aspect, outcome, operation, permission,
        any_value(detail) as detail, count(*) as n, bool_or(starts_with(detail, '{UNANSWERED}')) as is_unanswered
    from observation where outcome in ('denied', 'failed') group by all
),
asked as (select scope, region, kind, aspect, count(*) as n from observation group by all),
listed as (
    select scope, region, kind, 'ok' as outcome,
        (select count(*) from observation as o where o.kind = l.kind and o.scope = l.scope and o.region = l.region
            and o.aspect = 'self') as n
    from observation as l where aspect = 'list' and outcome in ('ok', 'absent')
)
select scope, region, kind, outcome, operation, permission, problem.n, asked.n as asked, detail, aspect, is_unanswered
from problem join asked using (scope, region, kind, aspect)
union all
select scope, region, kind, outcome, '', '', listed.n, listed.n, '', 'list', false from listed
order by scope, kind, region, outcome desc
"""


def summary(engine: Engine, score: Score | None = None) -> dict[str, Any]:
    """Return the counts of resources and findings, the score, the coverage and whether anything could not be read.

    ``score`` is that of all, if it is known.
    """
    coverage, score = engine.rows(_COVERAGE), score or scores(engine)[0]
    return {
        "status": "partial" if any(_unread(row) for row in coverage) else "complete",
        "resources": _counts(engine, "select type, count(*) as n from resource group by all order by 1"),
        "findings": _counts(
            engine,
            f"select severity, count(*) as n from {ranked(engine)} where status = 'fail' group by all order by 1",
        ),
        "risk_levels": _counts(
            engine,
            f"select risk_level, count(*) as n from {ranked(engine)} where status = 'fail' group by all order by 1",
        ),
        "unknown": engine.rows("select count(*) as n from finding where status = 'unknown'")[0]["n"],
        "score": score.score,
        "score_unknown_share": score.unknown_share,
        "vulnerabilities": sum(vulnerability_counts(engine).values()),
        "attack_paths": engine.rows("select count(*) as n from attack_path")[0]["n"],
        "coverage": [_told(row) for row in coverage],
    }


def _counts(engine: Engine, query: str) -> dict[str, int]:
    return {str(row.popitem()[1]): n for row in engine.rows(query) for n in [row.pop("n")]}


def _unread(row: dict[str, Any]) -> bool:
    """Whether a coverage row means that part of a scope could not be read.

    That is a listing, an aspect of all resources, or any answer that the cloud was too busy or too broken to give.
    """
    is_whole = row["aspect"] == "list" or row["n"] == row["asked"] or row["is_unanswered"]
    return row["outcome"] in ("denied", "failed") and is_whole


def _told(row: dict[str, Any]) -> dict[str, str]:
    place = f" in {row['region']}" if row["region"] else ""
    if row["outcome"] == "ok":
        detail = f"{row['n']} listed{place}"
    else:
        needs = f"; grant {row['permission']}" if row["outcome"] == "denied" and row["permission"] else ""
        count = "" if row["aspect"] == "list" else f" for {row['n']} of {row['asked']}"
        detail = f"{row['operation']} {row['outcome']}{count}{place}: {row['detail']}{needs}"
    return {"scope": row["scope"], "kind": row["kind"], "outcome": row["outcome"], "detail": detail}
