"""One recommendation and one advisory. Both raise NotHereError for what a snapshot does not hold."""

import orjson

from bartizan.contract import Vulnerability, WorkloadVulnerability
from bartizan.contract.detail import AdvisoryDetail, RecommendationDetail, ScopeResult
from bartizan.report.listing.lists import recommended
from bartizan.report.views.vulnerabilities import VULNERABILITIES, WORST_FIRST, prepare_code
from bartizan.service.names import NotHereError
from bartizan.service.published import Published
from bartizan.service.search import unread_workloads

_RULE = "select id, title, severity, category, remediation, definition from rule where id = ?"
_RESULTS = (
    "select scope, resource_type, status, sum(n)::bigint as count from rule_result where rule_id = ? and n > 0 "
    "group by all order by all"
)
_MOST = 500


def recommendation(published: Published, rule_id: str) -> RecommendationDetail:
    """Return a rule of the snapshot with its results."""
    engine = published.engine
    rows = engine.rows(_RULE, [rule_id])
    if not rows:
        raise NotHereError(f"this snapshot holds no rule {rule_id!r}")
    row, definition = rows[0], orjson.loads(rows[0]["definition"])
    own = next((each for each in recommended(engine).items if each.rule_id == rule_id), None)
    table = definition.get("table", [])
    return RecommendationDetail(
        rule_id=row["id"],
        title=row["title"],
        severity=row["severity"],
        category=row["category"],
        tables=[table] if isinstance(table, str) else table,
        rationale=definition.get("rationale", ""),
        remediation={key: text for key, text in orjson.loads(row["remediation"]).items() if text},
        controls=definition.get("controls") or {},
        references=definition.get("references") or [],
        results=[ScopeResult(**each) for each in engine.rows(_RESULTS, [rule_id])],
        recommendation=own,
    )


def advisory(published: Published, named: str) -> AdvisoryDetail:
    """Return an advisory by its ID, its CVE or another name of it."""
    engine = published.engine
    if not prepare_code(engine):
        raise NotHereError(f"this snapshot holds no advisory {named!r}")
    rows = engine.rows(
        f"select * from ({VULNERABILITIES}) where lower(advisory_id) = lower($1) or lower(cve) = lower($1) "
        f"or list_contains(list_transform(aliases, lambda each: lower(each)), lower($1)) order by {WORST_FIRST}",
        [named],
    )
    if not rows:
        raise NotHereError(f"this snapshot holds no advisory {named!r}")
    workloads = [WorkloadVulnerability.model_validate(row) for row in rows]
    return AdvisoryDetail(
        advisory=Vulnerability(**{name: rows[0][name] for name in Vulnerability.model_fields}),
        workloads=workloads[:_MOST],
        total=len(workloads),
        unread=unread_workloads(published),
    )
