"""The rows of the list of recommendations: what a view says of each rule, with what they are filtered by."""

from collections.abc import Iterable
from typing import Any

from bartizan.contract import Recommendation
from bartizan.model import now
from bartizan.store.engine import Engine

_COLUMNS = {
    **dict.fromkeys(("rule_id", "title", "severity", "risk_level"), "varchar"),
    "risk_factors": "varchar[]",
    "category": "varchar",
    **dict.fromkeys(("unhealthy", "healthy", "not_applicable", "unknown", "exempt", "attack_paths"), "bigint"),
    "owner": "varchar",
    "due": "timestamp",
    "due_state": "varchar",
    "is_new": "boolean",
    "n": "bigint",
}
_NEW = """
select distinct rule_id from {findings}
where status = 'fail' and first_seen >= (select max(last_seen) from resource)
"""
"""Rules that something fails since the last scan: what that read was last seen when it began."""


def recommendation_rows(engine: Engine, items: Iterable[Recommendation], findings: str) -> str:
    """Return the SELECT of recommendations in their order; ``findings`` is a relation of what fails of them.

    ``due_state`` is ``overdue`` or ``on_time``, and empty where nothing is due; ``is_new`` says whether anything fails
    that did not before the last scan.
    """
    new = {row["rule_id"] for row in engine.rows(_NEW.format(findings=findings))}
    engine.create_empty("recommendation", _COLUMNS)
    rows = [_row(item, is_new=item.rule_id in new) | {"n": n} for n, item in enumerate(items, 1)]
    engine.insert("recommendation", [[row[name] for name in _COLUMNS] for row in rows])
    return "select * from recommendation"


def _row(item: Recommendation, *, is_new: bool) -> dict[str, Any]:
    state = "" if item.due is None else "overdue" if item.due < now() else "on_time"
    return item.model_dump() | {"due_state": state, "is_new": is_new}
