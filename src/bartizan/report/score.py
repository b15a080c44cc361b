"""The secure score: which part of what was checked is healthy, weighted by severity. docs/score.md has the formula."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Literal

from bartizan.model import Severity
from bartizan.report.overlay import prepare
from bartizan.state.score import Score
from bartizan.store.engine import Engine

WEIGHTS = {
    Severity.CRITICAL: 20,
    Severity.HIGH: 10,
    Severity.MEDIUM: 4,
    Severity.LOW: 2,
    Severity.INFO: 1,
}
Grouping = Literal["all", "scope", "type", "category"]
GROUPINGS: tuple[Grouping, ...] = ("all", "scope", "type", "category")
_NAMES = {"all": "'all'", "scope": "scope", "type": "resource_type", "category": "category"}
# Only a failing check can be mitigated: of an unknown one nobody knows what there was to mitigate.
_COUNTED = """
select rule_id, resource_type, scope, status as outcome, n from rule_result where status in ('pass', 'fail', 'unknown')
union all
select rule_id, resource_type, scope, if(category = 'mitigated' and was = 'fail', 'pass', 'exempt'), 1 from exempted
union all
select rule_id, resource_type, scope, unnest(['in_grace', 'fail']), unnest([1, -1]) from assignment where in_grace
"""
_Counts = Mapping[tuple[str, str], int]


def scores(engine: Engine, grouping: Grouping = "all") -> list[Score]:
    """Return the score of every group, by name; ``all`` gives exactly one."""
    prepare(engine)
    groups: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    if grouping == "all":
        groups["all"] = Counter()
    for row in engine.rows(
        f"select {_NAMES[grouping]} as name, severity, outcome, sum(n)::bigint as n "
        f"from ({_COUNTED}) join rule on rule.id = rule_id group by all"
    ):
        groups[row["name"]][row["outcome"], row["severity"]] += row["n"]
    return [_score(grouping, name, counts) for name, counts in sorted(groups.items())]


def every_score(engine: Engine) -> list[Score]:
    """Return the scores of all groupings: what is kept of a day."""
    return [score for grouping in GROUPINGS for score in scores(engine, grouping)]


def weighted_score(healthy: Mapping[str, int], unhealthy: Mapping[str, int]) -> float | None:
    """Return the score of checks counted by severity: 0 to 100 with one decimal, None where there are none."""
    good = sum(WEIGHTS[Severity(severity)] * n for severity, n in healthy.items())
    bad = sum(WEIGHTS[Severity(severity)] * n for severity, n in unhealthy.items())
    return round(100 * good / (good + bad), 1) if good + bad else None


def _score(grouping: str, name: str, counts: _Counts) -> Score:
    by_outcome = {
        outcome: {severity: n for (of, severity), n in counts.items() if of == outcome}
        for outcome in ("pass", "fail", "unknown", "exempt", "in_grace")
    }
    return Score(
        grouping,
        name,
        weighted_score(by_outcome["pass"], by_outcome["fail"]),
        *(sum(by_severity.values()) for by_severity in by_outcome.values()),
    )
