"""Thirty days and more on a clock that the test turns: what is kept, what is removed, and that no figure is lost."""

import datetime
from pathlib import Path

import pytest

from bartizan.base.home import Home
from bartizan.model import UsageError
from bartizan.service.changes.comparing import snapshots
from bartizan.service.changes.pruning import Retention, prune, prune_as_set
from bartizan.service.changes.trends import trends
from bartizan.state import Manifest, State
from bartizan.state.lock import scan_lock

START = datetime.datetime(2026, 3, 1)
DAY = datetime.timedelta(days=1)


def scan(home: Path, n: int, at: datetime.datetime, state: State | None = None) -> str:
    """Publish a snapshot without tables, whose figures are its number."""
    id_ = f"s{n:04}"
    figures = {"findings": {"critical": n}, "risk_levels": {"high": n}, "unknown": 1, "score": 50.0, "coverage": ["x"]}
    folder = Home(home).snapshot("default", id_)
    folder.mkdir(parents=True)
    (folder / "finding.parquet").write_bytes(b"")
    (state or State(home)).publish(Manifest(id_, "default", at, at, "complete", figures | {"mean_hours_to_fix": n / 2}))
    return id_


def folders(home: Path) -> set[str]:
    return {each.name for each in Home(home).snapshots("default").iterdir()}


@pytest.mark.slow
def test_forty_days_of_six_scans_each(tmp_path: Path) -> None:
    state = State(tmp_path)
    for day in range(40):
        for hour in range(0, 24, 4):
            at = START + day * DAY + datetime.timedelta(hours=hour)
            scan(tmp_path, day * 6 + hour // 4, at, state)
        prune(tmp_path, Retention(every_days=3, daily_days=20), at=at)
    kept = folders(tmp_path)
    assert len(kept) == 3 * 6 + 17
    assert {each.id for each in snapshots(tmp_path, limit=1000)} == kept
    assert prune(tmp_path, Retention(3, 20), at=at) == []
    found = trends(tmp_path, 60, at=at)
    assert [each.severities["critical"] for each in found] == [day * 6 + 5 for day in range(40)]
    assert [each.day for each in found] == [(START + day * DAY).date() for day in range(40)]
    assert found[0].mean_hours_to_fix == 2.5
    assert found[0].risk_levels == {"critical": 0, "high": 5, "medium": 0, "low": 0}


def test_the_latest_two_stay_however_old(tmp_path: Path) -> None:
    ids = [scan(tmp_path, n, START + n * DAY) for n in range(4)]
    late = START + 1000 * DAY
    assert prune(tmp_path, Retention(1, 1), at=late, dry_run=True) == ids[:2]
    assert folders(tmp_path) == set(ids)
    assert prune(tmp_path, Retention(1, 1), at=late) == ids[:2]
    assert folders(tmp_path) == set(ids[2:])
    last = State(tmp_path).snapshot("default")
    assert last is not None
    assert last.id == ids[-1]


def test_what_was_killed_in_between_is_removed_the_next_time(tmp_path: Path) -> None:
    ids = [scan(tmp_path, n, START + n * DAY) for n in range(4)]
    prune(tmp_path, Retention(1, 1), at=START + 9 * DAY)
    folder = Home(tmp_path).snapshot("default", ids[0])
    folder.mkdir()
    prune(tmp_path, Retention(1, 1), at=START + 9 * DAY)
    assert not folder.exists()


def test_a_clock_that_was_set_ahead_removes_no_more_than_two_days_do(tmp_path: Path) -> None:
    ids = [scan(tmp_path, n, START + n * DAY) for n in range(10)]
    ahead = START + 4000 * DAY
    assert prune(tmp_path, Retention(7, 90), at=ahead, dry_run=True) == []
    assert prune(tmp_path, Retention(5, 5), at=ahead, dry_run=True) == ids[:7]
    scan(tmp_path, 10, ahead)
    back = scan(tmp_path, 11, START + 10 * DAY)
    assert prune(tmp_path, Retention(5, 5), at=START + 10 * DAY, dry_run=True) == ids[:7]
    assert prune(tmp_path, Retention(5, 90), at=START + 10 * DAY) == []
    assert back in folders(tmp_path)


def test_nothing_is_removed_under_a_scan_and_a_clock_that_went_back_removes_nothing(tmp_path: Path) -> None:
    ids = [scan(tmp_path, n, START + n * DAY) for n in range(4)]
    assert prune(tmp_path, Retention(7, 90), at=START - 100 * DAY) == []
    with scan_lock(tmp_path), pytest.raises(UsageError):
        prune(tmp_path, Retention(1, 1), at=START + 9 * DAY)
    assert folders(tmp_path) == set(ids)


def test_the_settings_say_what_is_kept(tmp_path: Path) -> None:
    ids = [scan(tmp_path, n, START + n * DAY) for n in range(4)]
    said: list[str] = []
    prune_as_set(tmp_path, said.append)
    assert folders(tmp_path) == set(ids)
    Home(tmp_path).settings.write_text("retention: {every_days: 1, daily_days: 1}\n", encoding="utf-8")
    with scan_lock(tmp_path):
        prune_as_set(tmp_path, said.append)
    assert folders(tmp_path) == set(ids)
    prune_as_set(tmp_path, said.append)
    assert folders(tmp_path) == set(ids[2:])
    assert said[0].startswith("no snapshot was removed: ")
    assert said[1:] == ["2 old snapshots are removed"]
