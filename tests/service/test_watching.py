"""Continuous assessment on a clock that the test turns, and leases between workers."""

import datetime
import json
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bartizan.service.work.watching import Watcher, schedule
from bartizan.state import State
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.leases import release_lease, renew_lease, take_lease
from bartizan.state.work.runs import ScanRun
from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.conftest import Emulators

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


def test_a_scan_of_all_counts_for_each() -> None:
    (due,) = schedule([SHOP], [ran(NOON, connector="")], NOON)
    assert due.at > NOON


def test_a_lease_has_one_holder_and_its_fence_grows(tmp_path: Path) -> None:
    state = State(tmp_path)
    first = take_lease(state, "scan", "one", NOON + MINUTE, NOON)
    assert first is not None
    assert take_lease(state, "scan", "two", NOON + MINUTE, NOON) is None
    second = take_lease(state, "scan", "two", NOON + 3 * MINUTE, NOON + 2 * MINUTE)
    assert second is not None
    assert second.fence > first.fence
    assert renew_lease(state, first, NOON + HOUR) is None
    release_lease(state, first)  # too late: it stays the other's
    assert take_lease(state, "scan", "three", NOON + HOUR, NOON + 2 * MINUTE) is None
    release_lease(state, second)
    assert take_lease(state, "scan", "three", NOON + HOUR, NOON + 2 * MINUTE) is not None


def test_of_many_takers_at_one_moment_one_gets_it(tmp_path: Path) -> None:
    State(tmp_path)
    taken: list[object] = []
    barrier = threading.Barrier(8)

    def taker(name: str) -> None:
        state = State(tmp_path)
        barrier.wait()
        taken.append(take_lease(state, "scan", name, NOON + MINUTE, NOON))

    threads = [threading.Thread(target=taker, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in taken) == 1


@pytest.fixture
def home(estate: Estate, emulators: Emulators, tmp_path: Path) -> Iterator[Path]:
    arn = estate.role_arns[0]
    settings = {"endpoint_url": estate.aws, "role_name": arn.partition("/")[2], "regions": "eu-west-1"}
    add_connector(State(tmp_path), "default", Connector("shop", "aws", "account", arn.split(":")[4], settings))
    yield tmp_path


def test_two_watchers_scan_a_connector_once(home: Path) -> None:
    done: list[ScanRun] = []
    workers = [threading.Thread(target=lambda: done.extend(Watcher(home).round())) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [each.status for each in done] in (["complete"], ["partial"])
    again = run("watch", "--once", home=home)
    assert (again.returncode, again.stderr) == (0, "")
    found = json.loads(run("snapshots", "list", "--format", "json", home=home).stdout)
    assert {each["id"].removesuffix("-early") for each in found} == {done[0].snapshot_id}
