"""How the scans of a connector go: by runs made by hand, by real scans that are refused, and by a worker that stops."""

import datetime
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.contract.onboarding import ConnectorScans
from bartizan.model import now
from bartizan.service.answers.scopes.evaluated import connector_scans, latest_scans, next_in_words, since_in_words
from bartizan.service.changes.self_check import self_checks
from bartizan.service.published import open_published
from bartizan.service.work.deciding import Decider
from bartizan.service.work.scanning import one, start
from bartizan.service.work.watching import Watcher, worker_seen
from bartizan.state import State
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.leases import LEASE
from bartizan.state.work.runs import OVER, ScanRun, add_run
from bartizan_demo.process import Estate
from tests.cli.process import run
from tests.conftest import Emulators, entered

pytestmark = pytest.mark.slow

NOON = datetime.datetime(2026, 3, 28, 12)
HOUR = datetime.timedelta(hours=1)
SHOP = Connector("shop", "aws", "account", "111122223333", interval_hours=4, id="c-shop")
REFUSED = "usage: …\nThe role cannot be assumed: AccessDenied"


@pytest.fixture
def state(state_home: Path) -> State:
    state = State(state_home)
    add_connector(state, "default", SHOP)
    return state


def ran(state: State, at: datetime.datetime, status: str = "complete", **more: str) -> None:
    values = {"snapshot_id": "" if status == "failed" else "one", "detail": REFUSED if status == "failed" else ""}
    over = at + HOUR / 4 if status in OVER else None
    add_run(state, "default", ScanRun("full", "watch", "c-shop", "", status, at, at, over, **values | more))  # type: ignore[arg-type]


def scans(home: Path, at: datetime.datetime) -> ConnectorScans:
    (found,) = latest_scans(home, at).values()
    return found


def test_a_connector_that_fails_says_how_often_why_and_when_it_is_tried_again(state_home: Path, state: State) -> None:
    assert scans(state_home, NOON).state == "never"
    ran(state, NOON)
    found = scans(state_home, NOON + HOUR)
    assert (found.state, found.failures, found.evaluated_at) == ("ok", 0, NOON + HOUR / 4)
    assert NOON + 4 * HOUR <= found.next_at <= NOON + 5 * HOUR
    ran(state, NOON + 4 * HOUR, "failed")
    ran(state, NOON + 5 * HOUR, "failed")
    found = scans(state_home, NOON + 5 * HOUR)
    assert (found.state, found.failures, found.error) == ("failing", 2, REFUSED.splitlines()[-1])
    assert found.evaluated_at == NOON + HOUR / 4
    assert datetime.timedelta(minutes=10) <= found.next_at - (NOON + 5 * HOUR) <= datetime.timedelta(minutes=11)
    assert next_in_words(found, NOON + 5 * HOUR).startswith("tried again at 2026-03-28 17:1")
    assert [(each.scope, each.why) for each in found.unevaluated] == [(SHOP.target, found.error)]
    ran(state, NOON + 6 * HOUR, "running")
    assert scans(state_home, NOON + 6 * HOUR).state == "failing", "until one has worked"
    ran(state, NOON + 7 * HOUR, "partial")
    found = scans(state_home, NOON + 8 * HOUR)
    assert (found.state, found.failures, found.error, found.unevaluated) == ("partial", 0, "", [])


def test_what_is_due_and_not_done_is_overdue(state_home: Path, state: State) -> None:
    ran(state, NOON)
    assert scans(state_home, NOON + 4 * HOUR).state == "ok"
    found = scans(state_home, NOON + 6 * HOUR)
    assert (found.state, found.is_watched, found.worker_at) == ("overdue", False, None)
    assert "due since 2026-03-28 16:" in next_in_words(found, NOON + 6 * HOUR)
    assert "no worker scans what is due (none ever has)" in next_in_words(found, NOON + 6 * HOUR)


def test_the_doctor_says_what_fails_and_that_no_worker_lives(state_home: Path, state: State) -> None:
    ran(state, now() - HOUR, "failed")
    found = {each.check: each for each in self_checks(state_home)}
    assert found["scans"].state == "failed"
    assert "shop: failed, last at" in found["scans"].detail
    assert found["scans"].fix == "bartizan connect aws shop --check"
    assert (found["worker"].state, found["worker"].detail) == ("warning", "no worker scans what is due (none ever has)")
    listed = run("connectors", home=state_home)
    assert "failing" in listed.stdout
    assert "no worker scans what is due" in listed.stderr
    (row,) = json.loads(run("connectors", "--format", "json", home=state_home).stdout)
    assert (row["scans"]["state"], row["scans"]["failures"]) == ("failing", 1)


class StopError(Exception):
    """Ends a watcher from outside."""


def test_a_worker_is_seen_while_it_lives_and_missed_soon_after(tmp_path: Path) -> None:
    home, slept = tmp_path, []

    def sleep(_: float) -> None:
        slept.append(worker_seen(State(home), "default"))
        raise StopError

    before = now()
    with pytest.raises(StopError):
        Watcher(home, sleep=sleep).watch(lambda _: None)
    (seen,) = slept
    assert seen is not None
    assert seen >= before - datetime.timedelta(seconds=1)
    add_connector(State(home), "default", SHOP)
    assert scans(home, now()).is_watched
    gone = scans(home, now() + LEASE)
    assert (gone.is_watched, gone.worker_at) == (False, seen)
    assert {each.check: each.state for each in self_checks(home)}["worker"] == "ok"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Emulators]]:
    """A home with a connector for each of two accounts of one estate."""
    with Estate.start("accounts:2:1") as estate:
        for arn, name in zip(estate.role_arns, ("first", "second"), strict=True):
            settings = {"endpoint_url": estate.aws, "role_name": arn.partition("/")[2], "regions": "us-east-1"}
            connector = Connector(name, "aws", "account", arn.split(":")[4], settings, id=f"c-{name}")
            add_connector(State(tmp_path), "default", connector)
        yield tmp_path, entered(estate, monkeypatch)


def scanned(home: Path, connector: str = "") -> str:
    by = Decider(home, "default", "test", "test")
    found = start(by, connector)
    while found.status not in OVER:
        time.sleep(0.2)
        found = one(by, found.id)
    return found.status


async def test_who_loses_access_keeps_old_facts_and_says_since_when(two: tuple[Path, Emulators]) -> None:
    home, emulators = two
    assert scanned(home) == "complete"
    first, second = latest_scans(home, now()).values()
    assert {first.state, second.state} == {"ok"}
    assert first.unevaluated == second.unevaluated == []
    account, before = emulators.estate.accounts[1], getattr(State(home).snapshot("default"), "id", "")
    await emulators.fault("sts:AssumeRole", "deny", resource=account)
    assert scanned(home) == "partial"
    found = latest_scans(home, now())
    assert found["c-first"].unevaluated == []
    (lost,) = found["c-second"].unevaluated
    assert (lost.scope, lost.since) == (account, second.evaluated_at)
    assert "could be assumed" in lost.why
    assert since_in_words(lost).startswith("not evaluated since 20")
    with open_published(home, before) as older:
        seen = connector_scans(home, older, now())
    assert [each.unevaluated for each in seen.values()] == [[], []], (
        "an older snapshot does not know what came after it"
    )
    assert scanned(home, "second") == "failed"
    failing = latest_scans(home, now())["c-second"]
    assert (failing.state, failing.evaluated_at) == ("failing", second.evaluated_at)
    assert "could be assumed" in failing.error
    await emulators.reset()
    assert scanned(home, "second") == "complete"
    assert latest_scans(home, now())["c-second"].unevaluated == []
