"""Leases between workers, and the one without which nothing is published."""

import datetime
import threading
from pathlib import Path

import pytest

from bartizan.assess import Rule, load_rules
from bartizan.base.bundled import bundled
from bartizan.model import BartizanError, UsageError
from bartizan.normalize import schemas
from bartizan.pipeline.publish import Publisher
from bartizan.state import State
from bartizan.state.work.leases import LEASE, release_lease, renew_lease, take_lease
from bartizan.state.work.scan_lease import scan_lease
from tests.cli.screens.home import ID, publish

NOON = datetime.datetime(2026, 3, 28, 12)
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)


def test_a_lease_has_one_holder_and_its_fence_grows(state_home: Path) -> None:
    state = State(state_home)
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


def test_of_many_takers_at_one_moment_one_gets_it(state_home: Path) -> None:
    State(state_home)
    taken: list[object] = []
    barrier = threading.Barrier(8)

    def taker(name: str) -> None:
        state = State(state_home)
        barrier.wait()
        taken.append(take_lease(state, "scan", name, NOON + MINUTE, NOON))

    threads = [threading.Thread(target=taker, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in taken) == 1


@pytest.mark.slow
def test_a_scan_that_lost_its_lease_publishes_nothing(state_home: Path) -> None:
    rules: list[Rule] = list(load_rules([bundled("rules")], schemas()).values())[:5]
    state = State(state_home)
    with scan_lease(state, state_home, "default") as lease:
        publisher = Publisher(state_home, "default", rules, {"packages": False}, 48, id_=ID, lease=lease)
        later = state.time() + HOUR
        assert take_lease(state, lease.lease.name, "another machine", state.time() + LEASE, later) is not None
        with pytest.raises(BartizanError, match="another scan took over"):
            publish(state_home, publisher)
    assert state.snapshot("default") is None
    assert list(state_home.glob("snapshots/default/*")) == []
    # What the successor holds was not given back by the one that lost it.
    with (
        pytest.raises(UsageError, match="a scan is running in another home or on another machine"),
        scan_lease(state, state_home, "default"),
    ):
        pass


def test_a_scan_is_waited_for_and_the_lease_of_one_that_was_killed_here_is_taken(state_home: Path) -> None:
    state = State(state_home)
    at = state.time()
    soon = take_lease(state, "publish default", "another machine", at + datetime.timedelta(seconds=1), at)
    assert soon is not None
    with scan_lease(state, state_home, "default", wait=True) as lease:
        assert lease.lease.fence == soon.fence + 1
        # The lock on the home's file says that no other scan lives on this machine.
        with scan_lease(state, state_home, "default") as second, state.transaction() as session:
            second.check(session)
        with state.transaction() as session, pytest.raises(BartizanError, match="took over"):
            lease.check(session)


def test_another_home_has_another_lock_and_waits(state_home: Path) -> None:
    elsewhere = state_home / "elsewhere"
    elsewhere.mkdir()
    state = State(state_home)
    with (
        scan_lease(state, state_home, "default"),
        pytest.raises(UsageError, match="another home or on another machine"),
        scan_lease(state, elsewhere, "default"),
    ):
        pass
    with scan_lease(state, elsewhere, "default"):
        pass


def test_what_publishes_keeps_takers_waiting(state_home: Path) -> None:
    state = State(state_home)
    taken: list[object] = []
    with scan_lease(state, state_home, "default") as lease:
        later = state.time() + HOUR
        taker = threading.Thread(
            target=lambda: taken.append(take_lease(State(state_home), lease.lease.name, "other", later + HOUR, later))
        )
        with state.transaction() as session:
            lease.check(session)
            taker.start()
            taker.join(0.5)
            assert taken == []
        taker.join()
        assert taken[0] is not None
