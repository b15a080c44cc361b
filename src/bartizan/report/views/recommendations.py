"""Recommendations: one row per rule with something to do, with its counts."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import orjson

from bartizan.contract import Page, Recommendation
from bartizan.decide.order import ranked
from bartizan.decide.overlay import prepare
from bartizan.decide.risk import NONE, worst
from bartizan.model import Severity
from bartizan.report.views.path_counts import rule_path_counts
from bartizan.store.engine import Engine, Row

_QUERY = """
select rule.id as rule_id, title, severity, category, status, sum(n) as n, any_value(remediation) as remediation
from rule_result join rule on rule.id = rule_result.rule_id group by all
"""
_OWNERS = """
select rule_id, coalesce(owner, '') as owner, min(due) as due from {owned} where status = 'fail' group by all
"""
_OWNED = "(select * from finding left join assignment using (rule_id, resource_type, resource_id))"
_RISKS = """
select rule_id, risk_level, severity, {factors} as factors, min(rank) as rank
from {findings} where status = 'fail' group by all
"""
_COUNTS = {
    "fail": "unhealthy",
    "pass": "healthy",
    "not_applicable": "not_applicable",
    "unknown": "unknown",
    "exempt": "exempt",
}


def recommendations(engine: Engine, grouped: str = "", owned: str = "") -> Page[Recommendation]:
    """Return rules that are not healthy everywhere, each where its worst finding stands.

    ``severity`` and ``risk_level`` are the worst of its failing findings' (without any the rule's and ``none``),
    ``risk_factors`` are all of theirs; ``owner`` is who owns all failing resources, or ``several``; ``due`` (UTC) is
    the earliest of theirs; ``attack_paths`` is how many paths its fix
    ends, null in a snapshot that was made without paths.

    Where a list of findings is in memory, ``grouped`` is a relation of what is alike in it, and ``owned`` one of who
    owns what of each rule.
    """
    prepare(engine)
    found: dict[str, dict[str, Any]] = {}
    for row in engine.rows(_QUERY):
        object_ = found.setdefault(row["rule_id"], _empty(row))
        object_[_COUNTS[row["status"]]] += int(row["n"])
    for rule_id, rows in _by_rule(engine, _OWNERS.format(owned=owned or _OWNED) if owned or _assigns(engine) else ""):
        if rule_id in found:
            found[rule_id] |= _owner(rows)
    paths = rule_path_counts(engine)
    for rule_id, object_ in found.items():
        object_["attack_paths"] = None if paths is None else paths.get(rule_id, 0)
    ranks: dict[str, int] = {}
    # In a list, the number of the factors' word is compared, and not the factors.
    factors = "risk_factors_word" if grouped else "risk_factors"
    risks = _RISKS.format(findings=grouped or ranked(engine), factors=factors)
    for rule_id, rows in _by_rule(engine, risks):
        ranks[rule_id] = min(row["rank"] for row in rows)
        if rule_id in found:
            found[rule_id] |= _risk(rows)
    wanted = [o for o in found.values() if o["unhealthy"] or o["unknown"] or o["exempt"]]
    wanted.sort(key=lambda o: _order(o, ranks.get(o["rule_id"])))
    return Page([Recommendation.model_validate(object_) for object_ in wanted], len(wanted))


def _empty(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule_id": row["rule_id"],
        "title": row["title"],
        "severity": row["severity"],
        "risk_level": NONE,
        "risk_factors": [],
        "category": row["category"],
        **dict.fromkeys(_COUNTS.values(), 0),
        "attack_paths": None,
        "owner": "",
        "due": None,
        "remediation": {key: text for key, text in orjson.loads(row["remediation"]).items() if text},
    }


def _assigns(engine: Engine) -> bool:
    return bool(engine.rows("select 1 from assignment limit 1"))


def _by_rule(engine: Engine, query: str) -> Iterable[tuple[str, list[Row]]]:
    of: dict[str, list[Row]] = {}
    for row in engine.rows(query) if query else ():
        of.setdefault(row["rule_id"], []).append(row)
    return of.items()


def _owner(rows: Sequence[Row]) -> Row:
    owners, dues = {row["owner"] for row in rows}, [row["due"] for row in rows if row["due"]]
    return {"owner": "several" if len(owners) > 1 else owners.pop(), "due": min(dues, default=None)}


def _risk(rows: Sequence[Row]) -> Row:
    severity = min((Severity(row["severity"]) for row in rows), key=lambda s: s.rank)
    lists = (orjson.loads(row["factors"]) if isinstance(row["factors"], str) else row["factors"] for row in rows)
    level = worst([row["risk_level"] for row in rows])
    return {"severity": str(severity), "risk_level": level, "risk_factors": sorted(set(chain.from_iterable(lists)))}


def _order(object_: dict[str, Any], rank: int | None) -> tuple[bool, int, str]:
    return not object_["unhealthy"], rank or Severity(object_["severity"]).rank, object_["rule_id"]
