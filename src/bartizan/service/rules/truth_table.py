"""What a rule says of which facts: its predicates and its examples, as the snapshot was judged by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bartizan.service.published import Published

EXPECTED = ("expect", "expect_severity")


@dataclass(frozen=True)
class TruthTable:
    """The predicates of a rule, and examples: the verdict, the severity where one is named, and facts by column."""

    applies: str
    fails: str
    examples: Sequence[tuple[str, str, Mapping[str, Any]]]


def truth_table(published: Published, rule_id: str) -> TruthTable | None:
    """Return the truth table of a rule, None where the snapshot was not judged by it."""
    rows = published.engine.rows("select definition from rule where id = ?", [rule_id])
    if not rows:
        return None
    rule = orjson.loads(rows[0]["definition"])
    examples = [
        (
            str(each.get("expect", "")),
            str(each.get("expect_severity") or ""),
            {key: value for key, value in each.items() if key not in EXPECTED},
        )
        for each in rule.get("examples") or []
    ]
    return TruthTable(str(rule.get("applies") or "true"), str(rule.get("fails") or ""), examples)
