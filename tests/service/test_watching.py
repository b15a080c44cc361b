"""Continuous assessment on a clock that the test turns, and by two workers."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from bartizan.service.work.watching import schedule
from bartizan.state import State
from bartizan.state.address import STATE_URL
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, published_snapshots, runs
from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.conftest import Emulators
from tests.state.postgres import Server

NOON = datetime.datetime(2026, 3, 28, 12)
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
SHOP = Connector("shop", "aws", "account", "111122223333", interval_hours=4, id="c-shop")


def ran(at: datetime.datetime, status: str = "complete", connector: str = "c-shop") -> ScanRun:
    return ScanRun("full", "watch", connector, status=status, asked_at=at, started_at=at)  # type: ignore[arg-type]


def test_thirty_days_have_a_scan_each_interval_through_a_change_of_the_clocks() -> None:
    at = NOON
    known: list[ScanRun] = []
    while at < NOON + datetime.timedelta(days=30):
        (due,) = schedule([SHOP], known, at)
        if due.at <= at:
            known.insert(0, ran(at))
        at += MINUTE * 10
    assert 30 * 24 / (4 * 1.05 + 0.2) - 1 <= len(known) <= 30 * 24 / 4 + 1
    gaps = [later.asked_at - earlier.asked_at for later, earlier in pairwise(known)]
    assert min(gaps) >= 4 * HOUR
    assert max(gaps) <= 4 * HOUR * 1.05 + 10 * MINUTE


def test_what_was_slept_through_is_made_up_for_once() -> None:
    (due,) = schedule([SHOP], [ran(NOON - 40 * HOUR)], NOON)
    assert due.at <= NOON
    (due,) = schedule([SHOP], [ran(NOON), ran(NOON - 40 * HOUR)], NOON)
    assert due.at >= NOON + 4 * HOUR


def test_failures_are_tried_again_ever_later_and_never_later_than_the_interval() -> None:
    waits = []
    for failures in range(1, 12):
        (due,) = schedule([SHOP], [ran(NOON, "failed")] * failures + [ran(NOON - HOUR)], NOON)
        waits.append((due.at - NOON) / MINUTE)
        assert due.failures == failures
    assert 5 <= waits[0] <= 5.25
    assert waits == sorted(waits)
    assert waits[-1] <= 4 * 60 * 1.05


def test_a_clock_that_was_set_back_puts_nothing_off_for_ever() -> None:
    (due,) = schedule([SHOP], [ran(NOON + 1000 * HOUR)], NOON)
    assert due.at <= NOON + 4 * HOUR * 1.05


def test_connectors_of_one_interval_do_not_begin_together() -> None:
    many = [Connector(f"a{n}", "aws", "account", "111122223333", id=f"c-{n}") for n in range(20)]
    known = [ran(NOON, connector=each.id) for each in many]
    assert len({due.at for due in schedule(many, known, NOON)}) > 15


def test_who_waits_for_events_is_scanned_once_a_day() -> None:
    shop = Connector("shop", "aws", "account", "111122223333", interval_hours=0, id="c-shop")
    (due,) = schedule([shop], [ran(NOON)], NOON)
    assert NOON + 24 * HOUR <= due.at <= NOON + 24 * HOUR * 1.05


def test_a_scan_of_all_counts_for_each() -> None:
    (due,) = schedule([SHOP], [ran(NOON, connector="")], NOON)
    assert due.at > NOON


@pytest.fixture
def home(
    estate: Estate, emulators: Emulators, postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A home with a connector for each of two accounts, whose state is on a server."""
    monkeypatch.setenv(STATE_URL, postgres.new())
    for arn in estate.role_arns[:2]:
        settings = {"endpoint_url": estate.aws, "role_name": arn.partition("/")[2], "regions": "eu-west-1"}
        account = arn.split(":")[4]
        add_connector(State(tmp_path), "default", Connector(f"a{account}", "aws", "account", account, settings))
    return tmp_path


def test_two_workers_scan_each_connector_once(home: Path) -> None:
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: run("watch", "--once", home=home), range(2)))
    assert [each.returncode for each in done] == [0, 0]
    scans, total = runs(State(home), "default")
    assert total == 2
    assert len({each.connector_id for each in scans}) == 2
    assert {each.status for each in scans} <= {"complete", "partial"}
    assert "".join(each.stderr for each in done).count("scan ") == 2
    published = {each.id.removesuffix("-early") for each in published_snapshots(State(home), "default")}
    assert published == {each.snapshot_id for each in scans}
    again = run("watch", "--once", home=home)
    assert (again.returncode, again.stderr) == (0, "")
