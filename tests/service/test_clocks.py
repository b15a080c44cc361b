"""A clock that jumped ahead and was set back: what it wrote meanwhile puts nothing off until its time comes."""

import datetime
from pathlib import Path

from sqlalchemy import update

from bartizan.collect.shared.memory import Memory
from bartizan.service.changes.comparing import changes, snapshots
from bartizan.service.notifying.delivering import GIVES_UP, LEAST_TRIES, Deliverer
from bartizan.service.notifying.reminding import Reminder
from bartizan.service.work.updating import AdvisoryUpdater
from bartizan.service.work.watching import Watcher, schedule
from bartizan.state import State
from bartizan.state.models import SnapshotRow
from bartizan.state.models.work import ScanRunRow
from bartizan.state.notify.nouns import Notice, NotificationRule
from bartizan.state.notify.outbox import deliveries, enqueue
from bartizan.state.notify.rules import add_notification_rule
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.leases import LEASE, take_lease
from bartizan.state.work.runs import ScanRun, add_run, change_run, end_lost_runs
from tests.notify.sinks import webhook_sink
from tests.service.estate import arn, published

NOON = datetime.datetime(2026, 3, 28, 12)
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
FAR = 1000 * HOUR
SHOP = Connector("shop", "aws", "account", "111122223333", interval_hours=4, id="c-shop")


def ran(at: datetime.datetime, kind: str = "full", status: str = "complete") -> ScanRun:
    return ScanRun(kind, "watch", "c-shop", status=status, asked_at=at, started_at=at)  # type: ignore[arg-type]


def test_a_scan_of_a_time_to_come_puts_no_scan_off() -> None:
    for hours in range(10):
        (due,) = schedule([SHOP], [ran(NOON + FAR), ran(NOON)], NOON + hours * HOUR)
        assert NOON + 4 * HOUR <= due.at <= NOON + 4 * HOUR * 1.05
    (due,) = schedule([SHOP], [ran(NOON + FAR)], NOON)
    assert due.at <= NOON
    (due,) = schedule([SHOP], [ran(NOON + MINUTE), ran(NOON - 9 * HOUR)], NOON)  # machines differ
    assert due.at >= NOON + 4 * HOUR


def test_a_connector_with_many_reads_of_changes_is_not_scanned_as_if_it_never_was(state_home: Path) -> None:
    state, other = State(state_home), Connector("other", "aws", "account", "111122224444", interval_hours=1, id="c-2")
    for each in (SHOP, other):
        add_connector(state, "default", each)
    add_run(state, "default", ran(NOON))
    for n in range(60):
        add_run(state, "default", ran(NOON + n * MINUTE, "check"))
        at = NOON + n * MINUTE
        add_run(state, "default", ScanRun("full", "watch", "c-2", status="failed", asked_at=at, started_at=at))
    add_run(state, "default", ran(NOON + FAR))
    due = {each.connector.name: each for each in Watcher(state_home, clock=lambda: NOON + HOUR).due()}
    assert NOON + 4 * HOUR <= due["shop"].at <= NOON + 4 * HOUR * 1.05
    assert due["other"].failures == 25
    wants = NotificationRule("all", "webhook", "https://receiver.example", "test", NOON)
    add_notification_rule(state, "default", wants)
    assert Reminder(state_home, clock=lambda: NOON + HOUR).round() == 2  # advisories, and the one that fails


def test_a_lease_of_a_time_to_come_keeps_nobody_out(state_home: Path) -> None:
    state = State(state_home)
    assert take_lease(state, "notify", "gone", NOON + FAR + LEASE, NOON + FAR)
    assert take_lease(state, "notify", "here", NOON + LEASE, NOON)
    assert take_lease(state, "notify", "other", NOON + LEASE, NOON) is None


def test_a_scan_that_lives_until_a_time_to_come_is_lost(state_home: Path) -> None:
    state, run = State(state_home), ran(NOON, status="running")
    add_run(state, "default", run)
    change_run(state, run.id, status="running")
    assert end_lost_runs(state) == []
    with state.transaction() as session:
        session.execute(update(ScanRunRow).values(alive_until=state.time() + FAR))
    assert [each.id for each in end_lost_runs(state)] == [run.id]


def test_advisories_are_read_though_they_were_due_in_a_time_to_come(tmp_path: Path) -> None:
    at = NOON + FAR
    updater = AdvisoryUpdater(tmp_path, 24 * HOUR, ["/not/there"], clock=lambda: at)
    assert not updater.round()
    assert updater._due() > at
    at = NOON
    assert updater._due() <= at


def test_what_was_answered_in_a_time_to_come_is_asked_again() -> None:
    question = ("aws_lambda_function", "f", "policy")
    for when, keeps in ((NOON - HOUR, True), (NOON + MINUTE, True), (NOON - 25 * HOUR, False), (NOON + FAR, False)):
        memory = Memory({question[:2]: "1"}, {question: when}, at=NOON)
        assert memory.keeps(*question[:2], "1", "policy", 24) is keeps


def test_the_snapshot_before_is_that_before_whatever_their_times_say(tmp_path: Path) -> None:
    for n, name in enumerate(("a", "b", "c")):
        published(tmp_path, [{"id": arn(name), "name": name, "runtime": "python3.12"}], id_=f"s{n}")
    with State(tmp_path).transaction() as session:
        session.execute(update(SnapshotRow).where(SnapshotRow.id == "s1").values(published_at=NOON + 9 * FAR))
    assert [each.id for each in snapshots(tmp_path)] == ["s2", "s1", "s0"]
    found = {(each.resource_name, each.change) for each in changes(tmp_path, "previous").items}
    assert found == {("c", "new"), (arn("b"), "removed")}


def test_a_digest_of_a_time_to_come_is_sent_and_a_jump_ahead_gives_nothing_up(tmp_path: Path) -> None:
    state, at = State(tmp_path), NOON
    deliverer = Deliverer(tmp_path, clock=lambda: at)
    with webhook_sink() as sink:
        add_notification_rule(
            state,
            "default",
            NotificationRule("all", "webhook", sink.url, "test", NOON, digest_minutes=60, allows_private=True),
        )
        with state.transaction() as session:
            enqueue(session, "default", [Notice("finding", "f", "", "It is open", "critical")], NOON + FAR)
        sink.status = 503
        assert deliverer.round() == 1
        at = NOON + GIVES_UP + HOUR
        assert deliverer.round() == 1
        ((delivery, _),), _ = deliveries(state, "default")
        assert (delivery.status, delivery.attempts) == ("pending", 2)
        for _ in range(LEAST_TRIES):
            at += 2 * HOUR
            deliverer.round()
        ((delivery, _),), _ = deliveries(state, "default")
        assert (delivery.status, delivery.attempts) == ("failed", LEAST_TRIES)
