"""Compliance: per framework and control, how many checks passed, failed or could not be made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from bartizan.base.framework import Framework
from bartizan.decide.overlay import prepare
from bartizan.store.engine import Engine, literal

_COUNTS = """
select rule_id, status, sum(n)::bigint as n from (
    select rule_id, scope, status, n from rule_result where status <> 'exempt'
    union all
    select rule_id, scope, if(category = 'mitigated' and was = 'fail', 'mitigated', 'exempt'), n from exempt_count
) where {within} group by all
"""
_QUERY = """
select definition, map_from_entries(list((status, n)) filter (status is not null)) as counts
from rule left join ({counts}) on rule_id = rule.id group by rule.id, definition order by rule.id
"""
_COUNTED = {
    "passed": ("pass", "mitigated"),
    "failed": ("fail",),
    "not_evaluated": ("unknown",),
    "exempt": ("exempt",),
}


def compliance(
    engine: Engine, frameworks: Mapping[str, Framework], framework: str = "", scopes: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return one object per framework and control, of all that was judged or of what is in some scopes.

    ``passed`` (mitigated ones too), ``failed``, ``not_evaluated`` and ``exempt`` (a risk that was accepted) count
    checks: one rule on one resource. ``status`` is
    failed where any check failed, passed where all that apply were made and passed, and not_evaluated otherwise: a
    control with a check that could not be made is never called passed.
    """
    prepare(engine)
    answered = _answered(engine, scopes)
    asked = [f for f in frameworks.values() if not framework or f.id == framework]
    return [_control(known, id_, answered.get((known.id, id_), {})) for known in asked for id_ in _ids(known, answered)]


def rule_checks(engine: Engine, rules: Sequence[str], scopes: Sequence[str] = ()) -> dict[str, Counter[str]]:
    """Return how the checks of some rules came out: ``mitigated`` are those that fail where a risk is met otherwise."""
    prepare(engine)
    found: dict[str, Counter[str]] = {rule: Counter() for rule in rules}
    counts = _COUNTS.format(within=_within(scopes))
    for row in engine.rows(f"select * from ({counts}) where list_contains(?, rule_id)", [list(rules)]):
        found[row["rule_id"]][row["status"]] = row["n"]
    return found


def failures_by_scope(engine: Engine, framework: str = "") -> dict[str, int]:
    """Return the scopes where anything was judged, each with the checks that fail there and a framework asks for.

    Without a framework, of all that is named the checks that any framework asks for.
    """
    prepare(engine)
    asked = [
        rule["id"]
        for rule in (orjson.loads(row["definition"]) for row in engine.rows("select definition from rule"))
        if (framework in rule["controls"] if framework else rule["controls"])
    ]
    rows = engine.rows(
        "select scope, (coalesce(sum(n) filter (status = 'fail' and list_contains(?, rule_id)), 0))::bigint as n "
        "from rule_result where scope <> '' group by scope order by scope",
        [asked],
    )
    return {row["scope"]: row["n"] for row in rows}


def _within(scopes: Sequence[str]) -> str:
    return f"scope in ({', '.join(map(literal, scopes))})" if scopes else "true"


def _answered(engine: Engine, scopes: Sequence[str]) -> dict[tuple[str, str], dict[str, Counter[str]]]:
    """Return the counts of each rule of each control."""
    answered: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for row in engine.rows(_QUERY.format(counts=_COUNTS.format(within=_within(scopes)))):
        rule = orjson.loads(row["definition"])
        for framework, ids in rule["controls"].items():
            for id_ in ids:
                answered.setdefault((framework, id_), {})[rule["id"]] = Counter(row["counts"] or {})
    return answered


def _ids(framework: Framework, answered: Iterable[tuple[str, str]]) -> list[str]:
    """Return the framework's controls in its own order, then those that only an older snapshot's rules name."""
    others = {id_ for name, id_ in answered if name == framework.id} - framework.controls.keys()
    return [*framework.controls, *sorted(others)]


def _control(framework: Framework, id_: str, rules: Mapping[str, Counter[str]]) -> dict[str, Any]:
    total = sum(rules.values(), Counter[str]())
    counts = {name: sum(int(total[each]) for each in statuses) for name, statuses in _COUNTED.items()}
    return {
        "framework": framework.id,
        "framework_name": f"{framework.name} {framework.version}",
        "control": id_,
        "title": framework.controls.get(id_, ""),
        "status": _status(counts),
        **counts,
        "rules": sorted(rules),
        "failed_rules": sorted(rule for rule, counted in rules.items() if counted["fail"]),
    }


def _status(counts: Mapping[str, int]) -> str:
    if counts["failed"]:
        return "failed"
    return "passed" if counts["passed"] and not counts["not_evaluated"] else "not_evaluated"
