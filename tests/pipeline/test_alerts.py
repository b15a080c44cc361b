"""Alerts: what is new is new once, what was not read again is neither gone nor new, what comes back is new again."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from bartizan.model import now
from bartizan.pipeline.alerts import create_alerts, new_notices, open_notices
from bartizan.state.nouns import SavedQuery
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS

_DAY = datetime.datetime(2026, 3, 1)
_FINDING = dict.fromkeys(
    ("id", "rule_id", "resource_id", "resource_type", "resource_name", "scope", "status", "severity", "risk_level"),
    "varchar",
)
Row = tuple[str, str]


class Scans:
    """Scans one after another, a day apart: each leaves a snapshot that has its alerts and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.n = folder, 0
        self.last: Path | None = None

    def __call__(
        self, *found: Row, exempt: Sequence[str] = (), gone: bool = False, is_early: bool = False
    ) -> list[str]:
        """Return the names of what is new where these functions have a finding of a status."""
        with Engine() as engine:
            _fill(engine, found, exempt)
            is_there = create_alerts(engine, self.last, [], self._at(), is_early=is_early)
            self.n += 1
            place = self.folder / str(self.n)
            place.mkdir()
            if is_there and not gone:
                engine.save("alert", place / "alert.parquet")
            self.last = place
            return [each.resource_name for each in new_notices(engine, "s") if not is_early]

    def _at(self) -> str:
        return (_DAY + datetime.timedelta(days=self.n)).isoformat()


def _fill(engine: Engine, found: Sequence[Row], exempt: Sequence[str]) -> None:
    engine.create("rule", "select 'open' as id, 'It is open' as title")
    engine.create_empty("finding", _FINDING)
    rows = [(f"f-{name}", "open", name, "function", name, "shop", status, "high", "critical") for name, status in found]
    engine.insert("finding", rows)
    engine.create("resource", "select resource_id as id, resource_type as type from finding")
    engine.create_empty("observation", OBSERVATION_COLUMNS)
    engine.create_empty("exempted", dict.fromkeys(("rule_id", "resource_type", "resource_id"), "varchar"))
    engine.insert("exempted", [("open", "function", name) for name in exempt])


def test_what_is_new_is_new_once(tmp_path: Path) -> None:
    scan = Scans(tmp_path)
    assert scan(("a", "fail"), ("b", "pass")) == ["a"]
    assert scan(("a", "fail"), ("b", "fail")) == ["b"]
    assert scan(("a", "fail"), ("b", "fail")) == []


def test_what_was_not_read_again_stays_and_what_comes_back_is_new(tmp_path: Path) -> None:
    scan = Scans(tmp_path)
    assert scan(("a", "fail"), ("b", "fail")) == ["a", "b"]
    assert scan(("a", "unknown"), ("b", "pass")) == []
    assert scan(("a", "fail"), ("b", "fail")) == ["b"]
    assert scan(("b", "fail")) == []
    assert scan(("a", "fail"), ("b", "fail")) == ["a"]


def test_what_is_exempt_is_no_alert_until_the_exemption_ends(tmp_path: Path) -> None:
    scan = Scans(tmp_path)
    assert scan(("a", "fail"), exempt=["a"]) == []
    assert scan(("a", "fail")) == ["a"]


def test_half_of_the_facts_are_no_reason_to_notify_and_lose_nothing(tmp_path: Path) -> None:
    scan = Scans(tmp_path)
    assert scan(("a", "fail"), is_early=True) == []
    assert scan(("a", "fail")) == ["a"]  # the scan was killed, and this is the next
    assert scan(("a", "fail"), ("b", "fail"), is_early=True) == []
    assert scan(("a", "fail"), ("b", "fail")) == ["b"]


def test_after_a_snapshot_of_an_older_release_nobody_can_say_what_is_new(tmp_path: Path) -> None:
    scan = Scans(tmp_path)
    assert scan(("a", "fail"), gone=True) == ["a"]
    assert scan(("a", "fail"), ("b", "fail"), is_early=True) == []
    assert scan(("a", "fail"), ("b", "fail")) == []
    assert scan(("a", "fail"), ("b", "fail"), ("c", "fail")) == ["c"]


def test_many_are_counted(tmp_path: Path) -> None:
    with Engine() as engine:
        _fill(engine, [(f"f{n:04}", "fail") for n in range(1234)], ())
        create_alerts(engine, None, [], _DAY.isoformat())
        found = new_notices(engine, "s")
    assert len(found) == 201
    assert found[-1].title == "1,034 more of this kind"
    assert found[-1].scope == "shop"
    assert len({each.key for each in found}) == 201


def test_what_is_still_there_after_a_time(tmp_path: Path) -> None:
    scan = Scans(tmp_path)
    scan(("a", "fail"))
    scan(("a", "fail"), ("b", "fail"))
    with Engine() as engine:
        engine.attach("alert", tmp_path / "2" / "alert.parquet")
        old = open_notices(engine, _DAY + datetime.timedelta(hours=6), "s")
    assert [(each.resource_name, each.since) for each in old] == [("a", _DAY)]


def _asked(engine: Engine, previous: Path | None, names: Sequence[str], text: str, *, is_read: bool = True) -> set[str]:
    """Return the new matches of a query in a snapshot with queues of these names, whose names were read or not."""
    _fill(engine, [], ())
    engine.create_empty("aws_sqs_queue", dict.fromkeys(("id", "name", "scope", "region"), "varchar"))
    engine.insert("aws_sqs_queue", [(f"q-{name}", name if is_read else None, "shop", "") for name in names])
    create_alerts(engine, previous, [SavedQuery("mine", text, "test", now())], _DAY.isoformat())
    return {each.resource_id for each in new_notices(engine, "s")}


def test_a_saved_query_has_new_matches(tmp_path: Path) -> None:
    text, previous = 'find aws_sqs_queue where name ~ "shop-*"', None
    found = []
    for n, (names, is_read, words) in enumerate(
        [
            (["shop-a"], True, text),  # asked for the first time: what matches is no news
            (["shop-a", "shop-b", "lab"], True, text),
            (["shop-a", "shop-b"], False, text),  # not known whether they match
            (["shop-a", "shop-b"], True, text),
            (["shop-a", "shop-c"], True, "find nonsense where x = 1"),
            (["shop-a", "shop-c"], True, text),  # another text was asked before
            (["shop-a", "shop-c", "shop-d"], True, text),
        ]
    ):
        place = tmp_path / str(n)
        place.mkdir()
        with Engine() as engine:
            found.append(_asked(engine, previous, names, words, is_read=is_read))
            engine.save("alert", place / "alert.parquet")
        previous = place
    assert found == [set(), {"q-shop-b"}, set(), set(), set(), set(), {"q-shop-d"}]
