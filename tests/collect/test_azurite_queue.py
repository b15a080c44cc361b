"""The storage queue of events over Azurite: what is received, hidden, deleted, cleared, and refused."""

import asyncio
import secrets
from pathlib import Path

import pytest

from bartizan.base.home import DIRECTORY
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome
from bartizan.service.work.reacting import EventFollower
from bartizan.state import State
from bartizan.state.events.health import event_health
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.watch.event import ExpectedEvents, SkipReason
from bartizan.watch.intake import EventIntake
from bartizan_demo.emulators.azure.login import Directory
from tests.azurite.server import STORAGE, Azurite
from tests.watch.grid import SUBSCRIPTION, changed

EVENT = changed("Microsoft.Web/sites/config/write")


@pytest.fixture
def name() -> str:
    return f"q{secrets.token_hex(6)}"


async def test_both_forms_are_received_and_hidden_and_gone_once_deleted(azurite: Azurite, name: str) -> None:
    async with azurite.opened(azurite.queue(name)) as queue:
        azurite.put(name, EVENT)
        azurite.put(name, changed("Microsoft.Web/sites/write"), is_plain=True)
        messages = await queue.receive(wait=0)
        assert (len(messages), await queue.receive(wait=0)) == (2, [])
        assert (await queue.depth()).waiting == 2
        await queue.delete(messages)
        assert (await queue.depth()).waiting == 0
    batch = EventIntake("azure", ExpectedEvents()).take(each.body for each in messages)
    assert (batch.seen, batch.skipped, len(batch.changes)) == (2, {}, 3)


async def test_a_message_that_was_looked_at_comes_to_others(azurite: Azurite, name: str) -> None:
    async with azurite.opened(azurite.queue(name)) as queue:
        azurite.put(name, "kept", is_plain=True)
        await queue.peek()
        async with asyncio.timeout(60):
            while not (messages := await queue.receive(wait=1)):
                pass
        assert [each.body for each in messages] == ["kept"]


async def test_more_than_one_answer_holds_is_read_to_the_end(azurite: Azurite, name: str) -> None:
    async with azurite.opened(azurite.queue(name)) as queue:
        for number in range(40):
            azurite.put(name, str(number), is_plain=True)
        first, second = await queue.receive(wait=0), await queue.receive(wait=0)
        assert sorted(int(each.body) for each in first + second) == [*range(40)]
        assert len(first) == 32


async def test_what_cannot_be_read_is_counted_and_holds_up_nothing(azurite: Azurite, name: str, tmp_path: Path) -> None:
    url = azurite.queue(name)
    connector = Connector("web", "azure", "subscription", SUBSCRIPTION, {"events_queue": url}, id="c-web")
    add_connector(State(tmp_path), DIRECTORY, connector)
    for text in ("", "{", "\u00e9<&>", "x" * 40_000):
        azurite.put(name, text, is_plain=True)
    azurite.put(name, EVENT)
    async with azurite.opened(url) as queue:
        intake = EventIntake("azure", ExpectedEvents(frozenset({SUBSCRIPTION})))
        await EventFollower(tmp_path, DIRECTORY, connector).take(queue, intake, wait=0)
        assert (await queue.depth()).waiting == 0
    health = event_health(State(tmp_path), connector.id)
    assert (health.waiting, dict(health.skipped)) == (3, {SkipReason.MALFORMED: 4})


async def test_what_was_cleared_meanwhile_is_no_error(azurite: Azurite, name: str) -> None:
    async with azurite.opened(azurite.queue(name)) as queue:
        azurite.put(name, EVENT)
        messages = await queue.receive(wait=0)
        azurite.clear(name)
        await queue.delete(messages)
        assert (await queue.receive(wait=0), (await queue.depth()).waiting) == ([], 0)


@pytest.mark.parametrize(
    ("seconds", "audience", "why"),
    [
        (3599, "https://management.azure.com", "Invalid token audience"),
        (-60, STORAGE, "The token is expired"),
    ],
)
async def test_a_token_that_is_refused_is_no_lack_of_permission(
    azurite: Azurite, name: str, seconds: float, audience: str, why: str
) -> None:
    async with azurite.opened(azurite.queue(name), Directory().issue(seconds, audience)) as queue:
        with pytest.raises(CallError, match=f"refused the token .*{why}.*https://storage.azure.com: check") as refused:
            await queue.receive(wait=0)
    assert refused.value.outcome is Outcome.FAILED


async def test_a_queue_that_is_not_there_is_said(azurite: Azurite, name: str) -> None:
    async with azurite.opened(azurite.missing_queue(name)) as queue:
        with pytest.raises(CallError, match="QueueNotFound: create the queue, or name another"):
            await queue.receive(wait=0)
