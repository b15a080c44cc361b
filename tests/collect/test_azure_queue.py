"""The storage queue of events, over the emulator's own."""

import asyncio
import base64
import urllib.request
from dataclasses import replace

import pytest

from bartizan.collect.azure.queue import opened_storage_queue, queue_address
from bartizan.collect.azure.transport.login import FixedToken
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
        assert response.status in {201, 204}


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
        await queue.delete([QueueMessage("", "no-receipt", "no-message")])  # as where somebody cleared the queue
    batch = EventIntake("azure", ExpectedEvents()).take(bodies)
    assert (batch.seen, batch.skipped, len(batch.changes)) == (40, {}, 3)


async def test_a_queue_that_is_not_there_is_said_and_the_check_says_what_can_be_read(emulators: Emulators) -> None:
    send(emulators, "PUT", "bartizan")
    reads = AzureTarget(arm_url=emulators.arm)
    found = await check_events(reads, URL)
    assert (found.status, found.not_asked) == ("readable", ())
    found = await check_events(reads, URL + "-gone")
    assert found.status == "denied"
    assert found.failed[0].startswith("queue:GetQueueMetadata: QueueNotFound: create the queue, or name another")


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


@pytest.mark.parametrize("host", ["127.0.0.1:10001", "localhost", "[::1]:10001"])
def test_a_queue_of_this_machine_is_one_only_beside_an_emulated_cloud(host: str) -> None:
    url, emulated = f"https://{host}/devstoreaccount1/bartizan", AzureTarget(arm_url="http://127.0.0.1:8080")
    assert str(queue_address(url, emulated)) == url
    for target, other in (
        (AzureTarget(), url),
        (AzureTarget(arm_url="https://arm.example"), url),
        (emulated, url.replace("https", "http")),
        (emulated, url.replace(host, "127.0.0.1.example.com")),
        (emulated, url.replace(host, "localhost:99999")),
        (emulated, f"{url}/messages"),
    ):
        with pytest.raises(UsageError, match="URL of a queue"):
            queue_address(other, target)


async def test_it_is_asked_by_way_of_the_proxy_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readline())
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "")
        async with opened_storage_queue(AzureTarget(), URL) as queue:
            with pytest.raises(CallError):
                await replace(queue, login=FixedToken("made-up")).receive(wait=0)
    assert heard == [b"CONNECT shopevents.queue.core.windows.net:443 HTTP/1.1\r\n"]
