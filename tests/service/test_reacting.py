"""From an event to a new snapshot: the queue is read, what changed waits, and one scan reads it again."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.collect.aws.queue import opened_queue
from bartizan.collect.shared.target import AwsTarget
from bartizan.connect.check import check_events
from bartizan.connect.target import target
from bartizan.model import UsageError
from bartizan.service.connecting import connect, follow_events, listed
from bartizan.service.work.noting import expected_of
from bartizan.service.work.reacting import EventFollower, changed_by
from bartizan.state import State
from bartizan.state.events.health import EventHealth, event_health
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import runs
from bartizan.store import open_snapshot
from bartizan.watch.intake import EventIntake
from tests.conftest import Emulators
from tests.watch.bus import ACCOUNT, REGION, Bus, on_a_bus
from tests.watch.events import detail


@pytest.fixture
def bus(emulators: Emulators, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    with on_a_bus(emulators.aws) as made:
        yield made


def follower(home: Path, emulators: Emulators, queue: str) -> EventFollower:
    settings = {"endpoint_url": emulators.aws, "regions": REGION, "events_queue": queue}
    connect(home, Connector("shop", "aws", "account", ACCOUNT, settings))
    return EventFollower(home, "default", listed(home)[0])


async def taken(following: EventFollower, queue: str) -> None:
    intake = EventIntake("aws", expected_of(following.connector))
    reads = target(following.connector)
    assert isinstance(reads, AwsTarget)
    async with opened_queue(reads, queue) as opened:
        while (await following.take(opened, intake, wait=0)).seen:
            pass


def health(following: EventFollower) -> EventHealth:
    return event_health(State(following.home), following.connector.id)


@pytest.mark.slow
async def test_a_change_is_in_a_snapshot_after_one_scan_and_what_it_brought_waits_no_more(
    bus: Bus, emulators: Emulators, tmp_path: Path
) -> None:
    following = follower(tmp_path, emulators, bus.url)
    said = {"recipientAccountId": ACCOUNT}
    await asyncio.to_thread(bus.send, *[detail("CreateAlias", params={"functionName": "f"}, **said)] * 15)
    await taken(following, bus.url)
    assert (health(following).seen, health(following).waiting) == (15, 2)
    run = await asyncio.to_thread(following.read_once)
    assert run is not None
    assert run.status in ("complete", "partial"), run.detail
    assert (run.kind, run.subject) == ("check", "2 changes")
    assert health(following).waiting == 0
    assert await asyncio.to_thread(following.read_once) is None
    assert runs(State(tmp_path), "default")[1] == 1
    with open_snapshot(tmp_path / "snapshots" / "default" / run.snapshot_id) as engine:
        assert engine.rows("select 1 from aws_account")


async def test_a_queue_that_may_not_be_read_is_said_and_tried_again(
    bus: Bus, emulators: Emulators, tmp_path: Path
) -> None:
    following = follower(tmp_path, emulators, bus.url)
    await emulators.fault("sqs:ReceiveMessage", "deny", times=1)
    said = detail("CreateAlias", params={"functionName": "f"}, awsRegion="ap-south-1", recipientAccountId=ACCOUNT)
    await asyncio.to_thread(bus.send, said)
    following.report = reported = Reported()
    task = asyncio.create_task(following.follow())
    try:
        async with asyncio.timeout(20):
            while not health(following).error:
                await asyncio.sleep(0.05)
            while health(following).error:
                await asyncio.sleep(0.05)
    finally:
        task.cancel()
    assert "sqs:ReceiveMessage" in reported.lines[0]
    assert health(following).skipped == {"other_region": 1}


async def test_a_check_says_whether_the_queue_can_be_read(bus: Bus, emulators: Emulators, tmp_path: Path) -> None:
    reads = target(follower(tmp_path, emulators, bus.url).connector)
    assert isinstance(reads, AwsTarget)
    found = await check_events(reads, bus.url)
    assert (found.status, found.not_asked) == ("readable", ("sqs:DeleteMessage",))
    await emulators.fault("sqs:ReceiveMessage", "deny")
    found = await check_events(reads, bus.url)
    assert (found.status, found.denied[0].permission) == ("partly", "sqs:ReceiveMessage")
    assert "NonExistentQueue" in (await check_events(reads, bus.url + "-gone")).failed[0]


class Reported:
    """What a worker says."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)


def test_a_connector_expects_events_of_its_account_and_regions() -> None:
    one = Connector("shop", "aws", "account", ACCOUNT, {"regions": "eu-west-1,eu-north-1"})
    assert expected_of(one).scopes == {ACCOUNT}
    assert expected_of(one).regions >= {"eu-west-1", "eu-north-1", "us-east-1"}
    every = expected_of(Connector("all", "aws", "organization", ACCOUNT))
    assert (every.scopes, every.regions) == (frozenset(), frozenset())


def test_a_queue_can_be_named_later(tmp_path: Path) -> None:
    connect(tmp_path, Connector("shop", "aws", "account", ACCOUNT, {"regions": REGION}))
    queue = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/events"
    follow_events(tmp_path, "shop", queue)
    assert listed(tmp_path)[0].settings == {"regions": REGION, "events_queue": queue}
    with pytest.raises(UsageError, match="URL of a queue"):
        follow_events(tmp_path, "shop", "events")


def test_a_read_that_nobody_asked_for_reads_nothing_narrowly(tmp_path: Path) -> None:
    assert changed_by(tmp_path, "s-unknown") == frozenset()
