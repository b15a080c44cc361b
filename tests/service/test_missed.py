"""Changes that a whole scan found and no event told of: said once no event waits, until a scan finds none."""

import datetime
from pathlib import Path

import pytest

from bartizan.model import ChangedResource
from bartizan.service.changes.self_check import self_checks
from bartizan.service.notifying.reminding import Reminder
from bartizan.service.work.event_state import event_state
from bartizan.service.work.missed import look_for_missed
from bartizan.state import State
from bartizan.state.events.changed import ChangeNote
from bartizan.state.events.health import NotedEvents, event_health, note_check, note_events, note_missed
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.notify.outbox import gather, items
from bartizan.state.notify.rules import add_notification_rule
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, add_run
from tests.cli.process import run
from tests.service.estate import arn, published

ACCOUNT = "111122223333"
NOON = datetime.datetime(2026, 3, 28, 12)
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
QUEUE = {"events_queue": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/events"}
SHOP = Connector("shop", "aws", "account", ACCOUNT, QUEUE, id="c-shop")


class Watched:
    """A connector that is followed since a while, whose functions are scanned by hand."""

    def __init__(self, home: Path) -> None:
        self.home, self.state = home, State(home)
        add_connector(self.state, "default", SHOP)
        note_check(self.state, SHOP.id, NOON - 48 * HOUR)

    def scan(self, at: datetime.datetime, **changed: datetime.datetime) -> None:
        """Publish functions with when they were changed."""
        names = {name: each.isoformat(timespec="milliseconds") + "+0000" for name, each in changed.items()}
        functions = [
            {"id": arn(name), "name": name, "runtime": "x", "last_modified": said} for name, said in names.items()
        ]
        published(self.home, functions, id_=f"s-{at:%d%H%M}")
        status = ScanRun(
            "full", "watch", SHOP.id, status="complete", asked_at=at, started_at=at, snapshot_id=f"s-{at:%d%H%M}"
        )
        add_run(self.state, "default", status)

    def came(self, at: datetime.datetime, id_: str, kind: str = "aws_lambda_function") -> None:
        note = ChangeNote("e", "UpdateFunctionConfiguration20150331v2", "ops", at)
        about = ChangedResource(kind, ACCOUNT, "eu-west-1", id_)
        note_events(self.state, SHOP.id, NotedEvents({about: note}, 1, {}, at), at)

    def missed(self) -> tuple[int, str]:
        look_for_missed(self.home, "default", SHOP)
        health = event_health(self.state, SHOP.id)
        return health.missed, health.missed_example.rpartition(":")[2]


@pytest.fixture
def watched(state_home: Path) -> Watched:
    return Watched(state_home)


def test_a_change_without_an_event_is_missed_until_a_scan_finds_none(watched: Watched) -> None:
    watched.scan(NOON - 24 * HOUR, old=NOON - 90 * HOUR)
    assert watched.missed() == (0, "")
    told, lost, late = NOON - 9 * HOUR, NOON - 8 * HOUR, NOON - 5 * MINUTE
    watched.came(told + MINUTE, arn("told"))
    watched.came(lost - HOUR, arn("lost"))  # of an earlier change
    watched.scan(NOON, old=NOON - 90 * HOUR, told=told, lost=lost, late=late)
    assert watched.missed() == (1, "lost")
    watched.scan(NOON + 24 * HOUR, old=NOON - 90 * HOUR, told=told, lost=lost, late=late)
    assert watched.missed() == (0, "")


@pytest.mark.parametrize(("kind", "id_"), [("aws_lambda_function", ""), ("", "")])
def test_an_event_about_all_functions_or_everything_tells_of_each(watched: Watched, kind: str, id_: str) -> None:
    watched.scan(NOON - 24 * HOUR, a=NOON - 90 * HOUR)
    watched.came(NOON - 8 * HOUR, id_, kind)
    watched.scan(NOON, a=NOON - 9 * HOUR)
    assert watched.missed() == (0, "")


def test_what_was_changed_before_events_were_followed_is_not_missed(watched: Watched) -> None:
    watched.scan(NOON - 72 * HOUR, a=NOON - 90 * HOUR)
    watched.scan(NOON - 24 * HOUR, a=NOON - 50 * HOUR)
    assert watched.missed() == (0, "")


def test_it_is_said_by_commands_and_to_who_is_notified(watched: Watched) -> None:
    at = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    rule = NotificationRule("all", "webhook", "https://receiver.example", "test", at, kinds=("incomplete",))
    add_notification_rule(watched.state, "default", rule)
    found = event_state(watched.home, SHOP, at)
    assert found is not None
    assert (found.state, found.detail) == ("not read", "nobody has read the queue since 2026-03-26 12:00 UTC")
    note_check(watched.state, SHOP.id, at)
    note_missed(watched.state, SHOP.id, NOON, 3, arn("lost"))
    (check,) = [each for each in self_checks(watched.home) if each.check == "events"]
    assert (check.state, check.detail.startswith("shop: 3 changes without an event, by the scan of 2026-03-28")) == (
        "warning",
        True,
    )
    assert '"events": "lost"' in run("connectors", "--format", "json", home=watched.home).stdout
    for _ in range(2):
        Reminder(watched.home).round()
    gathered = gather(watched.state, "default", rule.id, at)
    assert gathered is not None
    (item,) = items(watched.state, gathered.id)
    assert item.body["title"] == "Events of shop are lost: 3 changes were found by a scan alone"
