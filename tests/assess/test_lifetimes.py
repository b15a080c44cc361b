"""When findings began to fail and stopped: each date once, and none for what could not be read."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bartizan.assess.lifetimes import keep_lifetimes, mean_hours_to_fix
from bartizan.store import Engine

DAY = datetime.timedelta(days=1)
FIRST = datetime.datetime(2026, 3, 1)
_FINDING = dict.fromkeys(("rule_id", "resource_type", "resource_id", "scope", "status"), "varchar")


def lived(folder: Path, days: Sequence[Mapping[str, str]]) -> tuple[dict[str, dict[str, Any]], float | None]:
    """Return the history of functions' findings after days with these statuses, and the mean time to fix."""
    previous = None
    for n, statuses in enumerate(days):
        with Engine() as engine:
            at = (FIRST + n * DAY).isoformat()
            engine.create_empty("finding", _FINDING | {"first_seen": "timestamp"})
            rows = [("open", "function", name, "shop", status, FIRST) for name, status in statuses.items()]
            engine.insert("finding", [row for row in rows if row[4] != "pass"])
            engine.create_empty("resource", {"id": "varchar", "type": "varchar"})
            engine.insert("resource", [(name, "function") for name in statuses])
            keep_lifetimes(engine, previous, at)
            previous = folder / str(n)
            previous.mkdir()
            engine.save("finding_history", previous / "finding_history.parquet")
            found = {row["resource_id"]: row for row in engine.rows("select * from finding_history")}
            hours = mean_hours_to_fix(engine, at)
    return found, hours


def test_every_date_is_kept(tmp_path: Path) -> None:
    days = [{"a": status, "b": "fail"} for status in ("fail", "pass", "pass", "fail", "unknown", "fail", "pass")]
    found, hours = lived(tmp_path, days)
    assert found["a"]["state"] == "resolved"
    assert found["a"]["opened"] == [FIRST, FIRST + 3 * DAY]
    assert found["a"]["closed"] == [FIRST + DAY, FIRST + 6 * DAY]
    assert (found["b"]["state"], found["b"]["opened"], found["b"]["closed"]) == ("open", [FIRST], [])
    assert hours == 48  # one day and three


def test_what_was_not_read_is_not_resolved_and_what_is_gone_was_not_fixed(tmp_path: Path) -> None:
    found, hours = lived(tmp_path, [{"a": "fail", "b": "fail", "c": "unknown"}, {"a": "unknown", "c": "unknown"}])
    assert {name: row["state"] for name, row in found.items()} == {"a": "unverified", "b": "removed"}
    assert found["a"]["closed"] == []
    assert found["a"]["unverified"] == FIRST + DAY
    assert found["b"]["closed"] == [FIRST + DAY]
    assert hours is None


def test_since_when_it_could_not_be_read_is_kept_until_it_was_read_again(tmp_path: Path) -> None:
    days = [{"a": status, "b": status} for status in ("fail", "unknown", "unknown")]
    found, _ = lived(tmp_path, [*days, {"a": "unknown", "b": "fail"}])
    assert (found["a"]["unverified"], found["b"]["unverified"]) == (FIRST + DAY, None)


def test_a_resource_that_comes_back_fails_again(tmp_path: Path) -> None:
    found, _ = lived(tmp_path, [{"a": "fail"}, {}, {"a": "unknown"}, {"a": "fail"}])
    assert found["a"]["opened"] == [FIRST, FIRST + 3 * DAY]
    assert found["a"]["closed"] == [FIRST + DAY]


def test_what_was_fixed_long_ago_does_not_count(tmp_path: Path) -> None:
    _, hours = lived(tmp_path, [{"a": "fail"}, {"a": "pass"}, *[{"a": "pass"}] * 31])
    assert hours is None
