"""The storage queue of events, over the emulator's own."""

import base64
import urllib.request

import pytest

from bartizan.collect.azure.queue import opened_storage_queue, queue_address
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.queue import QueueMessage
from bartizan.collect.shared.target import AzureTarget
from bartizan.connect.check import check_events
from bartizan.model import UsageError
from bartizan.watch.event import ExpectedEvents
from bartizan.watch.intake import EventIntake
from tests.conftest import Emulators
from tests.watch.grid import changed

URL = "https://shopevents.queue.core.windows.net/bartizan"


def send(emulators: Emulators, method: str, path: str, body: str = "") -> None:
    url = f"{emulators.arm}/_host/shopevents.queue.core.windows.net/{path}"
    headers = {"Authorization": f"Bearer {emulators.arm_token}", "x-ms-version": "2021-12-02"}
    request = urllib.request.Request(url, body.encode() or None, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.status == 201


def put(emulators: Emulators, text: str) -> None:
    message = base64.b64encode(text.encode()).decode()
    send(
        emulators,
        "POST",
        "bartizan/messages",
        f"<QueueMessage><MessageText>{message}</MessageText></QueueMessage>",
    )


async def test_messages_are_got_and_gone_once_deleted(emulators: Emulators) -> None:
    send(emulators, "PUT", "bartizan")
    for _ in range(40):
        put(emulators, changed("Microsoft.Web/sites/config/write"))
    bodies: list[str] = []
    async with opened_storage_queue(AzureTarget(arm_url=emulators.arm), URL) as queue:
        assert (await queue.depth()).waiting == 40
        while messages := await queue.receive(wait=0):
            bodies += [each.body for each in messages]
            await queue.delete(messages)
        assert (await queue.depth()).waiting == 0
        with pytest.raises(CallError, match="MessageNotFound"):
            await queue.delete([QueueMessage("", "no-receipt", "no-message")])
    batch = EventIntake("azure", ExpectedEvents()).take(bodies)
    assert (batch.seen, batch.skipped, len(batch.changes)) == (40, {}, 3)


async def test_a_queue_that_is_not_there_is_said_and_the_check_says_what_can_be_read(emulators: Emulators) -> None:
    send(emulators, "PUT", "bartizan")
    reads = AzureTarget(arm_url=emulators.arm)
    found = await check_events(reads, URL)
    assert (found.status, found.not_asked) == ("readable", ())
    found = await check_events(reads, URL + "-gone")
    assert (found.status, found.failed[0]) == ("denied", "queue:GetQueueMetadata: QueueNotFound")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://shopevents.queue.core.windows.net/bartizan",
        "https://shopevents.queue.core.windows.net.example.com/bartizan",
        "https://example.com/bartizan",
        "https://shopevents.blob.core.windows.net/bartizan",
        "https://shopevents.queue.core.chinacloudapi.cn/bartizan",
        "https://shopevents.queue.core.windows.net/bartizan/messages",
        "https://shopevents.queue.core.windows.net/bartizan?sig=x",
        "https://shopevents.queue.core.windows.net:444/bartizan",
    ],
)
def test_only_queues_of_the_targets_cloud_are_given_a_token(url: str) -> None:
    with pytest.raises(UsageError, match="URL of a queue"):
        queue_address(url, AzureTarget())
    assert str(queue_address(URL, AzureTarget())) == URL
