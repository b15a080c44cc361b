"""Recommendations: one row per rule with something to do, with its counts."""

from typing import Any

import orjson

from bartizan.model import Severity
from bartizan.store.engine import Engine

_QUERY = """
select rule.id as rule_id, title, severity, category, status, sum(n) as n, any_value(remediation) as remediation
from rule_result join rule on rule.id = rule_result.rule_id group by all
"""
_COUNTS = {"fail": "unhealthy", "pass": "healthy", "not_applicable": "not_applicable", "unknown": "unknown"}


def recommendations(engine: Engine) -> list[dict[str, Any]]:
    """Return rules that fail or are unknown somewhere as the contract's objects, worst and most frequent first."""
    found: dict[str, dict[str, Any]] = {}
    for row in engine.rows(_QUERY):
        object_ = found.setdefault(row["rule_id"], _empty(row))
        object_[_COUNTS[row["status"]]] += int(row["n"])
    wanted = [object_ for object_ in found.values() if object_["unhealthy"] or object_["unknown"]]
    return sorted(wanted, key=_order)


def _empty(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule_id": row["rule_id"],
        "title": row["title"],
        "severity": row["severity"],
        "risk_level": "not_evaluated",
        "risk_factors": [],
        "category": row["category"],
        **dict.fromkeys((*_COUNTS.values(), "exempt", "attack_paths"), 0),
        "owner": "",
        "due": None,
        "remediation": {key: text for key, text in orjson.loads(row["remediation"]).items() if text},
    }


def _order(object_: dict[str, Any]) -> tuple[bool, int, int, str]:
    return not object_["unhealthy"], Severity(object_["severity"]).rank, -object_["unhealthy"], object_["rule_id"]
