"""The queue of events, over moto's EventBridge and SQS."""

import asyncio
from collections.abc import Iterator

import pytest

from bartizan.collect.aws.queue import QueueAddress, SqsQueue, opened_queue
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.target import AwsTarget
from bartizan.model import BartizanError, UsageError
from bartizan.watch.event import ExpectedEvents
from bartizan.watch.intake import EventIntake
from tests.conftest import Emulators
from tests.watch.bus import ACCOUNT, REGION, Bus, on_a_bus
from tests.watch.events import FUNCTION, detail


@pytest.fixture
def bus(emulators: Emulators) -> Iterator[Bus]:
    with on_a_bus(emulators.aws) as made:
        yield made


def target(emulators: Emulators) -> AwsTarget:
    return AwsTarget((REGION,), emulators.aws)


async def drained(queue: SqsQueue) -> list[str]:
    bodies = []
    while messages := await queue.receive(wait=0):
        bodies += [each.body for each in messages]
        await queue.delete(messages)
    return bodies


async def test_events_come_through_the_bus_and_are_gone_once_deleted(
    bus: Bus, emulators: Emulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    added = detail("AddPermission20150331v2", params={"functionName": "checkout"}, recipientAccountId=ACCOUNT)
    await asyncio.to_thread(bus.send, *[added] * 23, detail("CreateThing", "iot"))
    async with opened_queue(target(emulators), bus.url) as queue:
        assert (await queue.depth()).waiting == 23
        bodies = await drained(queue)
        assert (await queue.depth()).waiting == 0
        assert await queue.receive(wait=0) == []
    batch = EventIntake("aws", ExpectedEvents(frozenset({ACCOUNT}))).take(bodies)
    assert (batch.seen, batch.skipped) == (23, {})
    assert {each.id for each in batch.changes} == {FUNCTION.replace("111122223333", ACCOUNT)}


async def test_a_queue_that_is_not_there_or_may_not_be_read_is_said(
    bus: Bus, emulators: Emulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
    async with opened_queue(target(emulators), bus.url + "-gone") as queue:
        with pytest.raises(CallError, match="NonExistentQueue"):
            await queue.receive(wait=0)
    await emulators.fault("sqs:ReceiveMessage", "deny")
    async with opened_queue(target(emulators), bus.url) as queue:
        with pytest.raises(CallError) as denied:
            await queue.receive(wait=0)
    assert (denied.value.outcome, denied.value.permission) == ("denied", "sqs:ReceiveMessage")


async def test_the_role_of_the_queues_account_reads_it(emulators: Emulators) -> None:
    role = emulators.estate.role_arns[0]
    url = f"{emulators.aws}/{role.split(':')[4]}/bartizan-events"
    async with opened_queue(AwsTarget((REGION,), emulators.aws, role_arns=(role,)), url) as queue:
        assert queue.client.scope == role.split(":")[4]
    await emulators.fault("sts:AssumeRole", "deny")
    with pytest.raises(BartizanError, match="cannot be assumed"):
        async with opened_queue(AwsTarget((REGION,), emulators.aws, role_arns=(role,)), url):
            pass


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://sqs.eu-west-1.amazonaws.com/111122223333/bartizan-events", "eu-west-1"),
        ("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/events.fifo", "cn-north-1"),
        ("https://eu-west-1.queue.amazonaws.com/111122223333/q", "eu-west-1"),
        ("http://127.0.0.1:5000/111122223333/q", ""),
    ],
)
def test_the_url_of_a_queue_says_its_account_and_region(url: str, region: str) -> None:
    assert QueueAddress.parse(url) == QueueAddress(url, "111122223333", region)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bartizan-events",
        "arn:aws:sqs:eu-west-1:111122223333:q",
        "ftp://sqs.eu-west-1.amazonaws.com/111122223333/q",
        "https://sqs.eu-west-1.amazonaws.com/q",
        "https://sqs.eu-west-1.amazonaws.com/111122223333/q/r",
        "https://sqs.eu-west-1.amazonaws.com/111122223333/q?Action=DeleteQueue",
        "https://a" + ":b@sqs.eu-west-1.amazonaws.com/111122223333/q",
        "https://[::1/111122223333/q",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(UsageError, match="URL of a queue"):
        QueueAddress.parse(url)
