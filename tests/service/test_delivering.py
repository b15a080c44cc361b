"""Deliveries on a clock that the test turns: retries, digests, quiet hours, and what becomes of them over days."""

import datetime
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import UsageError
from bartizan.service.notifying.delivering import GIVES_UP, Deliverer
from bartizan.service.notifying.quiet import is_quiet
from bartizan.service.notifying.rules import NotificationRequest, add_rule, send_test
from bartizan.state import State
from bartizan.state.notify.nouns import Notice, NotificationRule
from bartizan.state.notify.outbox import deliveries, enqueue, forget_sent
from bartizan.state.notify.rules import add_notification_rule, remove_notification_rule
from tests.notify.sinks import WebhookSink, webhook_sink

NOON = datetime.datetime(2026, 3, 28, 12)
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime.datetime:
        return self.at


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    with webhook_sink() as found:
        yield found


class Place:
    """A home with rules for one receiver, whose clock the test turns."""

    def __init__(self, home: Path, sink: WebhookSink) -> None:
        self.home, self.sink, self.clock, self.n = home, sink, Clock(), 0
        self.state = State(home)
        self.deliverer = Deliverer(home, clock=self.clock)

    def rule(self, name: str = "all", **values: object) -> NotificationRule:
        url = f"{self.sink.url}/{name}"
        rule = NotificationRule(name, "webhook", url, "test", NOON, allows_private=True, **values)  # type: ignore[arg-type]
        add_notification_rule(self.state, "default", rule)
        return rule

    def happens(self, subject: str = "", level: str = "critical") -> None:
        self.n += 1
        notice = Notice("finding", subject or f"f-{self.n}", "", f"It is open {self.n}", level)
        with self.state.transaction() as session:
            enqueue(session, "default", [notice], self.clock())

    def pass_time(self, span: datetime.timedelta, step: datetime.timedelta = MINUTE) -> None:
        end = self.clock.at + span
        while self.clock.at < end:
            self.clock.at += step
            self.deliverer.round()

    def messages(self, path: str = "/all") -> list[tuple[list[str], int]]:
        """Return the notices of each message that was received, by their titles' numbers, and its try."""
        return [
            ([item["title"].rpartition(" ")[2] for item in got.json["items"]], got.json["attempt"])
            for got in self.sink.received
            if got.path == path
        ]


@pytest.fixture
def place(tmp_path: Path, sink: WebhookSink) -> Place:
    return Place(tmp_path, sink)


def test_what_happened_once_is_sent_once(place: Place) -> None:
    place.rule()
    place.rule("few", level="critical")
    for subject, level in (("a", "critical"), ("a", "critical"), ("b", "high")):
        place.happens(subject, level)
    place.pass_time(HOUR)
    assert place.messages() == [(["1", "3"], 1)]
    assert place.messages("/few") == [(["1"], 1)]


def test_a_receiver_that_is_down_for_a_day_loses_nothing(place: Place) -> None:
    place.rule()
    place.sink.status = 503
    for _ in range(24):
        place.happens()
        place.pass_time(HOUR, step=20 * MINUTE)
    tries = place.messages()
    assert {tuple(found) for found, _ in tries} == {("1",)}
    assert [attempt for _, attempt in tries] == list(range(1, len(tries) + 1))
    assert 20 <= len(tries) <= 30  # ever later, and hourly at last
    ((delivery, name),), total = deliveries(place.state, "default")
    assert (delivery.status, delivery.detail, name, total) == ("pending", "the receiver answered 503", "all", 1)
    place.sink.status = 200
    place.sink.received.clear()
    place.pass_time(2 * HOUR, step=20 * MINUTE)
    (first, first_try), (rest, rest_try) = place.messages()
    assert first + rest == [str(n) for n in range(1, 25)]
    assert (first_try, rest_try) == (len(tries) + 1, 1)
    assert {each.status for each, _ in deliveries(place.state, "default")[0]} == {"sent"}


def test_after_a_week_a_message_fails_and_the_next_is_sent(place: Place) -> None:
    place.rule()
    place.sink.status = 404
    place.happens()
    place.pass_time(GIVES_UP + 12 * HOUR, step=6 * HOUR)
    place.sink.status = 200
    place.happens()
    place.pass_time(HOUR)
    (late, _), (early, _) = deliveries(place.state, "default")[0]
    assert (early.status, late.status) == ("failed", "sent")
    assert place.messages()[-1] == (["2"], 1)


def test_a_receiver_may_ask_for_time(place: Place) -> None:
    place.rule()
    place.sink.status, place.sink.answer = 429, {"Retry-After": "1800"}
    place.happens()
    place.pass_time(29 * MINUTE)
    assert len(place.messages()) == 1
    place.pass_time(3 * MINUTE)
    assert len(place.messages()) == 2


def test_a_digest_gathers(place: Place) -> None:
    place.rule(digest_minutes=60)
    for _ in range(6):
        place.happens()
        place.pass_time(20 * MINUTE, step=5 * MINUTE)
    place.pass_time(2 * HOUR, step=5 * MINUTE)
    assert place.messages() == [(["1", "2", "3"], 1), (["4", "5", "6"], 1)]


def test_quiet_hours_of_a_night_in_which_the_clocks_change(place: Place) -> None:
    place.rule(quiet="22:00-06:00 Europe/Berlin")
    place.clock.at = datetime.datetime(2026, 3, 28, 20, 30)  # 21:30 there
    place.happens()
    place.deliverer.round()
    assert place.messages() == [(["1"], 1)]
    place.pass_time(HOUR / 2, step=HOUR / 2)
    place.happens()
    arrived: dict[str, datetime.datetime] = {}
    for _ in range(20):
        place.pass_time(HOUR / 2, step=HOUR / 2)
        for found, _ in place.messages()[1:]:
            arrived.setdefault(found[0], place.clock.at)
    # At 06:00 there, which is an hour earlier than the night before.
    assert arrived == {"2": datetime.datetime(2026, 3, 29, 4)}


@pytest.mark.parametrize(
    "hours", ["22-6", "25:00-06:00", "22:00-22:00", "22:00-06:00 Nowhere/Town", "22:00-06:00 ../etc"]
)
def test_quiet_hours_that_are_none(hours: str) -> None:
    with pytest.raises(UsageError, match="quiet hours"):
        is_quiet(hours, NOON)


def test_many_notices_are_several_messages(place: Place) -> None:
    place.rule()
    with place.state.transaction() as session:
        enqueue(session, "default", [Notice("finding", f"{n}", "", f"It is open {n}") for n in range(450)], NOON)
    place.pass_time(10 * MINUTE)
    assert [len(found) for found, _ in place.messages()] == [200, 200, 50]
    assert [number for found, _ in place.messages() for number in found] == [str(n) for n in range(450)]


def test_a_rule_that_is_removed_sends_nothing_more(place: Place) -> None:
    place.rule()
    place.happens()
    remove_notification_rule(place.state, "default", "all", "test", NOON)
    place.happens()
    place.pass_time(HOUR)
    assert place.messages() == []
    ((delivery, _),), _ = deliveries(place.state, "default")
    assert (delivery.status, delivery.items, delivery.detail) == ("failed", 1, "the rule was removed")


def test_a_broken_receiver_is_no_matter_of_the_others(place: Place) -> None:
    place.rule("broken", secret="file:/not/there")
    place.rule()
    place.happens()
    place.pass_time(MINUTE)
    assert place.messages() == [(["1"], 1)]
    found = {name: delivery.detail for delivery, name in deliveries(place.state, "default")[0]}
    assert found == {"all": "", "broken": "there is no secret at file:/not/there"}


def test_a_clock_that_was_set_back_puts_no_message_off(place: Place) -> None:
    place.rule()
    place.sink.status = 500
    place.clock.at += datetime.timedelta(days=300)
    place.happens()
    place.pass_time(MINUTE)
    place.clock.at = NOON
    place.sink.status = 200
    place.pass_time(2 * MINUTE)
    assert len(place.messages()) == 2


def test_two_workers_send_a_message_once(place: Place) -> None:
    place.rule()
    place.happens()
    barrier = threading.Barrier(4)

    def deliver() -> None:
        worker = Deliverer(place.home, clock=place.clock)
        barrier.wait()
        worker.round()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert place.messages() == [(["1"], 1)]


def test_what_was_sent_long_ago_is_forgotten(place: Place) -> None:
    place.rule()
    place.happens()
    place.pass_time(MINUTE)
    assert forget_sent(place.state, "default", NOON) == 0
    assert forget_sent(place.state, "default", NOON + HOUR) == 1
    assert deliveries(place.state, "default") == ([], 0)


def test_a_test_message_is_sent_at_once(place: Place) -> None:
    place.rule()
    send_test(place.home, "all")
    assert place.sink.received[0].json["items"][0]["kind"] == "test"
    with pytest.raises(UsageError, match="no notification rule 'al'"):
        send_test(place.home, "al")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"receiver": "pager"}, "receiver"),
        ({"kinds": ("findings",)}, "kind"),
        ({"level": "worst"}, "level"),
        ({"kinds": ("query",)}, "saved query"),
        ({"query": "mine"}, "saved query 'mine'"),
        ({"kinds": ("finding",), "query": "mine"}, "query"),
        ({"name": " "}, "name"),
        ({"after_hours": -1}, "year"),
        ({"quiet": "night"}, "quiet hours"),
        ({"address": "https://user:word@receiver.example"}, "password"),
    ],
)
def test_rules_that_are_refused(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    request = NotificationRequest("all", "webhook", "https://receiver.example")
    with pytest.raises(UsageError, match=said):
        add_rule(tmp_path, replace(request, **values))
