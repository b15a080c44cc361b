"""Recommendations: one row per rule with something to do, with its counts."""

from itertools import chain
from typing import Any

import orjson

from bartizan.contract import Page, Recommendation
from bartizan.decide.order import LISTED, compared
from bartizan.decide.overlay import prepare
from bartizan.decide.risk import NONE, worst
from bartizan.model import Severity
from bartizan.report.views.path_counts import rule_path_counts
from bartizan.store.engine import Engine

_QUERY = """
select rule.id as rule_id, title, severity, category, status, sum(n) as n, any_value(remediation) as remediation
from rule_result join rule on rule.id = rule_result.rule_id group by all
"""
_OWNERS = """
select rule_id, if(count(distinct owner) > 1, 'several', any_value(owner)) as owner, min(due) as due
from (select rule_id, coalesce(owner, '') as owner, min(due) as due from {owned} where status = 'fail' group by all)
group by all
"""
_OWNED = "(select * from finding left join assignment using (rule_id, resource_type, resource_id))"
_RISKS = """
select rule_id, min(rank) as rank, list(distinct risk_level) as levels, list(distinct severity) as severities,
    list(distinct {factors}) as factors
from {findings} where status = 'fail' group by all
"""
_COUNTS = {
    "fail": "unhealthy",
    "pass": "healthy",
    "not_applicable": "not_applicable",
    "unknown": "unknown",
    "exempt": "exempt",
}


def recommendations(engine: Engine) -> Page[Recommendation]:
    """Return rules that are not healthy everywhere, each where its worst finding stands.

    ``severity`` and ``risk_level`` are the worst of its failing findings' (without any the rule's and ``none``),
    ``risk_factors`` are all of theirs; ``owner`` is who owns all failing resources, or ``several``; ``due`` (UTC) is
    the earliest of theirs; ``attack_paths`` is how many paths its fix
    ends, null in a snapshot that was made without paths.
    """
    prepare(engine)
    found: dict[str, dict[str, Any]] = {}
    for row in engine.rows(_QUERY):
        object_ = found.setdefault(row["rule_id"], _empty(row))
        object_[_COUNTS[row["status"]]] += int(row["n"])
    is_listed = LISTED in engine.known
    owners = _OWNERS.format(owned=LISTED if is_listed else _OWNED)
    for row in engine.rows(owners) if engine.rows("select 1 from assignment limit 1") else ():
        if row["rule_id"] in found:
            found[row["rule_id"]] |= {"owner": row["owner"], "due": row["due"]}
    paths = rule_path_counts(engine)
    for rule_id, object_ in found.items():
        object_["attack_paths"] = None if paths is None else paths.get(rule_id, 0)
    ranks: dict[str, int] = {}
    # In a list, the number of the factors' word is compared, and not the factors.
    risks = _RISKS.format(findings=compared(engine), factors="risk_factors_word" if is_listed else "risk_factors")
    for row in engine.rows(risks):
        ranks[row["rule_id"]] = row["rank"]
        if row["rule_id"] in found:
            found[row["rule_id"]] |= _risk(row)
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


def _risk(row: dict[str, Any]) -> dict[str, Any]:
    severity = min((Severity(severity) for severity in row["severities"]), key=lambda s: s.rank)
    lists = (orjson.loads(each) if isinstance(each, str) else each for each in row["factors"])
    factors = sorted(set(chain.from_iterable(lists)))
    return {"severity": str(severity), "risk_level": worst(row["levels"]), "risk_factors": factors}


def _order(object_: dict[str, Any], rank: int | None) -> tuple[bool, int, str]:
    return not object_["unhealthy"], rank or Severity(object_["severity"]).rank, object_["rule_id"]
