"""Days with events, one hour after the other, of a worker with real parts whose clock is turned.

It is run with a folder and a number of days, in the environment of a turned clock (``turned_clock.py``). Functions are
opened and closed, and an event tells of each; but in each week

* on the second day the queue is purged before anybody reads it,
* on the third the receiver of notifications is down,
* on the fourth the clock jumps ahead for a while, on the sixth back.

What must hold is checked as the days go by and once they are over; figures are printed at last.
"""

import asyncio
import datetime
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import boto3
from sqlalchemy import select

from bartizan.base.home import Home
from bartizan.collect.queue import opened_events
from bartizan.connect.target import target
from bartizan.model import now
from bartizan.service.changes.pruning import prune_as_set
from bartizan.service.changes.trends import trends
from bartizan.service.connecting import connect
from bartizan.service.notifying.delivering import LONGEST_PAUSE, Deliverer
from bartizan.service.notifying.listing import delivery_items
from bartizan.service.notifying.reminding import Reminder
from bartizan.service.published import open_published
from bartizan.service.work.event_state import event_state
from bartizan.service.work.missed import look_for_missed
from bartizan.service.work.noting import expected_of
from bartizan.service.work.reacting import EventFollower
from bartizan.service.work.watching import Watcher
from bartizan.state import State
from bartizan.state.events.health import event_health
from bartizan.state.governance import add_governance_rule
from bartizan.state.models import OutboxRow
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.notify.rules import add_notification_rule
from bartizan.state.nouns import GovernanceRule
from bartizan.state.onboarding.nouns import EVENTS_QUEUE, Connector
from bartizan.state.work.runs import ScanRun, runs
from bartizan.watch.intake import EventIntake
from bartizan_demo.process import Estate
from tests.notify.sinks import WebhookSink, webhook_sink
from tests.service.turned_clock import TurnedClock
from tests.watch.bus import Bus, on_a_bus
from tests.watch.events import detail

REGION, RULE = "us-east-1", "aws.lambda.public_resource_policy"
OPEN = {"StatementId": "opened", "Action": "lambda:InvokeFunction", "Principal": "*"}
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
AHEAD, BACK = 1000 * HOUR, -30 * HOUR
QUIET, ZONE = "22:00-06:00 Europe/Berlin", ZoneInfo("Europe/Berlin")
FUNCTIONS = 4


class Days:
    """A home with a connector that is followed and one receiver, and what came of the days so far."""

    def __init__(self, folder: Path, estate: Estate, bus: Bus, sink: WebhookSink) -> None:
        self.home, self.bus, self.sink = folder / "home", bus, sink
        self.clock = TurnedClock(Path(os.environ["TURNED_CLOCK"]))
        self.account, self.state = estate.accounts[0], State(folder / "home")
        settings = {"endpoint_url": estate.aws, "regions": REGION, "events_queue": bus.url}
        self.connector = connect(
            self.home, Connector("shop", "aws", "account", self.account, settings, interval_hours=0)
        )
        self.functions: Any = boto3.client("lambda", region_name=REGION, endpoint_url=estate.aws)
        self.names = [each["FunctionName"] for each in self.functions.list_functions()["Functions"]]
        self.follower = EventFollower(self.home, "default", self.connector)
        self.intake = EventIntake("aws", expected_of(self.connector))
        self.opened: Counter[str] = Counter()
        self.is_open: set[str] = set()
        self.lost: list[str] = []
        self.whole: list[datetime.datetime] = []
        self._settings()

    def _settings(self) -> None:
        Home(self.home).settings.write_text("retention: {every_days: 2, daily_days: 90}\n", encoding="utf-8")
        rule = NotificationRule("all", "webhook", self.sink.url, "test", now(), quiet=QUIET, allows_private=True)
        add_notification_rule(self.state, "default", rule)
        add_governance_rule(self.state, "default", GovernanceRule(1, "test", now(), owner="shop"))

    def day(self, n: int) -> None:
        """Let a day go by."""
        is_changed, self.sink.status = False, 503 if n % 7 == 2 else 200
        for hour in range(24):
            if hour >= 9 and not is_changed and self._next_scan() > 2 * HOUR:
                self.change(n)
                is_changed = True
            self.work()
            if hour == 12 and n % 7 in (3, 5):
                self.jump(AHEAD if n % 7 == 3 else BACK)
            self.clock.turn(HOUR)
        assert is_changed
        if n % 7 == 2 and self.names[n % FUNCTIONS] in self.is_open:  # else there may be nothing to say of the day
            (said,) = {each.detail for each in delivery_items(self.home).items if each.status == "pending"}
            assert said == "the receiver answered 503", said

    def finish(self) -> None:
        """Let all be found and sent that the last day brought."""
        hours = 0
        while self.lost or hours < LONGEST_PAUSE // HOUR + 2:
            self.work()
            self.clock.turn(HOUR)
            hours += 1

    def _next_scan(self) -> datetime.timedelta:
        (due,) = Watcher(self.home).due()
        return due.at - now()

    def jump(self, by: datetime.timedelta) -> None:
        """Let the clock be wrong for a while; the next scan is due when it was before."""
        before = Watcher(self.home).due()[0].at
        self.clock.turn(by)
        self.work(is_wrong=True)
        self.clock.turn(-by)
        assert Watcher(self.home).due()[0].at == before

    def change(self, n: int) -> None:
        """Open or close a function to all, and have an event tell of it; or purge the queue."""
        name = self.names[n % FUNCTIONS]
        self.functions.update_function_configuration(FunctionName=name, Description=f"day {n}")
        if name in self.is_open:
            self.functions.remove_permission(FunctionName=name, StatementId=OPEN["StatementId"])
        else:
            self.functions.add_permission(FunctionName=name, **OPEN)
            self.opened[name] += 1
        self.is_open ^= {name}
        about = {"recipientAccountId": self.account, "awsRegion": REGION, "eventTime": f"{now().isoformat()}Z"}
        calls = ("UpdateFunctionConfiguration20150331v2", "AddPermission20150331v2")
        self.bus.send(*(detail(each, params={"functionName": name}, **about, eventID=f"{n} {each}") for each in calls))
        if n % 7 == 1:
            self.bus.sqs.purge_queue(QueueUrl=self.bus.url)
            self.lost.append(name)
        asyncio.run(self._take())

    async def _take(self) -> None:
        async with opened_events(target(self.connector), self.connector.settings[EVENTS_QUEUE]) as queue:
            while (await self.follower.take(queue, self.intake, wait=0)).seen:
                pass

    def work(self, *, is_wrong: bool = False) -> None:
        """Do what is due now, as a worker does."""
        done = Watcher(self.home).round()
        read = self.follower.read_once()
        for each in [*done, *([read] if read else [])]:
            assert each.status in ("complete", "partial"), each.detail
        if done:
            prune_as_set(self.home, self._never)
            if not is_wrong:
                self._scanned(done)
        Reminder(self.home).round()
        before = len(self.sink.received)
        Deliverer(self.home).round()
        hour = now().replace(tzinfo=datetime.UTC).astimezone(ZONE).hour
        assert len(self.sink.received) == before or 6 <= hour < 22, "sent in quiet hours"

    def _scanned(self, done: list[ScanRun]) -> None:
        """Check that a whole scan came in time, and says of which changes no event told."""
        (scan,) = done
        self.whole.append(scan.asked_at)
        assert len(self.whole) < 2 or DAY <= self.whole[-1] - self.whole[-2] <= DAY * 1.05 + HOUR
        asyncio.run(self._take())
        look_for_missed(self.home, "default", self.connector)
        found, health = event_state(self.home, self.connector, now()), event_health(self.state, self.connector.id)
        assert found is not None
        assert (health.missed, found.state) == (len(self.lost), "lost" if self.lost else "ok")
        self.lost.clear()

    @staticmethod
    def _never(said: str) -> None:
        assert said.endswith("old snapshots are removed"), said


def check_notices(days: Days) -> str:
    """Check that everything was told, once or marked, and return figures."""
    with days.state.transaction() as session:
        written = {row.id: row.body for row in session.scalars(select(OutboxRow))}
    marks: dict[str, list[bool]] = {id_: [] for id_ in written}
    for got in days.sink.received:
        for item in got.json["items"]:
            marks[item["id"]].append(got.json["is_retry"])
    assert all(marks.values()), "lost"
    assert all(each.count(False) == 1 for each in marks.values()), "doubled, and not marked"
    kinds = Counter(body["kind"] for body in written.values())
    assert kinds["overdue"], "nothing was overdue"
    told = Counter(body["resource_name"] for body in written.values() if body["detail"] == RULE)
    assert told == +days.opened, (told, days.opened)
    assert {each.status for each in delivery_items(days.home, 1000).items} == {"sent"}
    return f"{len(written):,} notices, {kinds['overdue']:,} of them overdue"


def check_facts(days: Days, start: datetime.datetime, n: int) -> None:
    """Check what is known once the days are over: verdicts, dates and trends, though snapshots were removed."""
    with open_published(days.home) as opened:
        rows = opened.engine.rows(
            "select resource_name as name from finding where rule_id = ? and status = 'fail'", [RULE]
        )
        first = opened.engine.rows("select min(first_seen) as at from finding")[0]["at"]
    assert {row["name"] for row in rows} >= days.is_open
    assert not {row["name"] for row in rows} & ({*days.names} - days.is_open)
    assert abs(first - start) < HOUR
    expected = [(start + k * DAY).date() for k in range(n)]
    assert [each.day for each in trends(days.home, n + 2)][:n] == expected
    kept = {each.name for each in Home(days.home).snapshots("default").iterdir()}
    assert len(kept) < sum(bool(run.snapshot_id) for run in runs(days.state, "default", 1000)[0]), "nothing was removed"


def main(folder: Path, n: int) -> None:
    """Let days go by."""
    start = now()
    with Estate.start(f"functions:{FUNCTIONS}") as estate, webhook_sink() as sink:
        os.environ.update(estate.environ)
        with on_a_bus(estate.aws, estate.accounts[0], REGION) as bus:
            days = Days(folder, estate, bus, sink)
            for k in range(n):
                days.day(k)
            days.sink.status = 200
            days.finish()
    figures = check_notices(days)
    check_facts(days, start, n)
    total = runs(days.state, "default")[1]
    sys.stdout.write(f"{n} days, {total} scans, {len(days.whole)} of them whole; {figures}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
