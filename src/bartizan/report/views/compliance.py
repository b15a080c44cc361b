"""Compliance: per framework and control, how many checks passed, failed or could not be made."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from bartizan.base.framework import Framework
from bartizan.decide.overlay import prepare
from bartizan.store.engine import Engine

_QUERY = """
select definition, map_from_entries(list((status, n)) filter (status is not null)) as counts
from rule left join (
    select rule_id, status, sum(n)::bigint as n from (
        select rule_id, status, n from rule_result where status <> 'exempt'
        union all
        select rule_id, if(category = 'mitigated' and was = 'fail', 'pass', 'exempt'), n from exempt_count
    ) group by all
) on rule_id = rule.id
group by rule.id, definition order by rule.id
"""
_COUNTED = {"pass": "passed", "fail": "failed", "unknown": "not_evaluated", "exempt": "exempt"}


def compliance(engine: Engine, frameworks: Mapping[str, Framework], framework: str = "") -> list[dict[str, Any]]:
    """Return one object per framework and control.

    ``passed`` (mitigated ones too), ``failed``, ``not_evaluated`` and ``exempt`` (a risk that was accepted) count
    checks: one rule on one resource. ``status`` is
    failed where any check failed, passed where all that apply were made and passed, and not_evaluated otherwise: a
    control with a check that could not be made is never called passed.
    """
    prepare(engine)
    answered = _answered(engine)
    asked = [f for f in frameworks.values() if not framework or f.id == framework]
    return [_control(known, id_, answered.get((known.id, id_), {})) for known in asked for id_ in _ids(known, answered)]


def _answered(engine: Engine) -> dict[tuple[str, str], dict[str, Counter[str]]]:
    """Return the counts of each rule of each control."""
    answered: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for row in engine.rows(_QUERY):
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
    counts = {name: int(total[status]) for status, name in _COUNTED.items()}
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
