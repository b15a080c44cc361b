"""Since when findings are there: the earliest date that the previous snapshot has of them."""

import datetime
from pathlib import Path

import pytest

from bartizan.assess.history import find_dates, show_dates
from bartizan.store import Engine

_BEGUN = datetime.datetime(2026, 3, 1)
_DAYS = [_BEGUN - datetime.timedelta(days=days) for days in (3, 2)]
_FINDING = dict.fromkeys(("rule_id", "resource_id"), "varchar")


@pytest.mark.parametrize("times", [1, 2])
def test_a_finding_keeps_its_first_date(tmp_path: Path, times: int) -> None:
    with Engine() as engine:
        engine.create_empty("finding", _FINDING | {"first_seen": "timestamp", "id": "varchar"})
        engine.insert("finding", [("open", "a", day, "f-a") for day in _DAYS[:times]])
        engine.save("finding", tmp_path / "finding.parquet")
        engine.create_empty("observation", {"id": "varchar", "aspect": "varchar", "observed_at": "timestamp"})
        engine.insert("observation", [(name, "self", _BEGUN) for name in "ab"])
        engine.create_empty("finding", _FINDING)
        engine.insert("finding", [("open", "a"), ("open", "b"), ("closed", "a")])
        find_dates(engine, tmp_path, _BEGUN.isoformat())
        show_dates(engine)
        found = [tuple(row.values()) for row in engine.rows("from finding order by first_seen, rule_id")]
    assert found == [
        ("open", "a", _DAYS[0], _BEGUN, "f-a"),
        ("closed", "a", _BEGUN, _BEGUN, None),
        ("open", "b", _BEGUN, _BEGUN, None),
    ]
