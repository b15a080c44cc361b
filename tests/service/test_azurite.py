"""From a change at Azure to the API through Azurite's queue, with tokens of a login over TLS; and a cleared queue."""

import asyncio
import datetime
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx2 import Client

from bartizan.base.home import DIRECTORY
from bartizan.service.connecting import connect, listed
from bartizan.service.work.event_state import event_state
from bartizan.service.work.logged import catch_up_with_log
from bartizan.service.work.noting import expected_of
from bartizan.service.work.reacting import EventFollower
from bartizan.state import State
from bartizan.state.events.health import event_health
from bartizan.state.onboarding.nouns import Connector
from bartizan.watch.intake import EventIntake
from bartizan_demo.process import Estate
from tests.azurite.server import Azurite, arm_beside
from tests.cli.process import run_anew
from tests.conftest import Emulators
from tests.service.changed_azure import connected, is_https_only, secure_apps, serving, set_https_only, until
from tests.watch.grid import changed

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class _LoggedIn(Estate):
    """An Azure that is entered with a client's secret, as in production: each service has a token of its own."""

    client: dict[str, str]

    @property
    def environ(self) -> dict[str, str]:
        return self.client


@pytest.fixture
def own(azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Emulators, dict[str, str]]]:
    """The emulator of Azure over TLS, and a connector's settings for its login."""
    with arm_beside(azurite.certificate) as arm:
        client = {"AZURE_AUTHORITY_HOST": arm.url, "SSL_CERT_FILE": str(azurite.certificate)}
        client |= {"READERS_SECRET": arm.directory.secret}
        for name, value in client.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("BARTIZAN_ARM_TOKEN", raising=False)
        login = {"tenant_id": arm.tenant, "client_id": arm.directory.client, "secret": "env:READERS_SECRET"}
        yield Emulators(_LoggedIn("", arm.url, arm.token, (), (), tuple(arm.subscriptions), client)), login


def test_a_change_is_seen_in_the_api(own: tuple[Emulators, dict[str, str]], azurite: Azurite, tmp_path: Path) -> None:
    estate, login = own
    connected(tmp_path, estate, events_queue=azurite.queue("bartizan"), **login)
    checked = run_anew("connect", "azure", "web", "--check", home=tmp_path)
    assert (checked.returncode, "queues/messages/process/action" in checked.stdout) == (0, True), checked
    with serving(tmp_path, estate.estate) as (address, _), Client(base_url=f"{address}/api/v1", timeout=60) as api:
        app = secure_apps(api)[0]
        set_https_only(estate, app, is_on=False)
        azurite.put("bartizan", changed("Microsoft.Web/sites/write", app))
        until(lambda: is_https_only(api, app) is False)
        found = api.get(f"/resources/{app}/findings", params={"limit": 100}).json()["items"]
        assert "azure.app.plaintext_http" in {each["rule_id"] for each in found}
        until(lambda: api.get("/connectors/web/events").json()["waiting"] == 0)


async def test_a_queue_that_was_cleared_is_said_and_what_was_in_it_is_read(
    azurite: Azurite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with arm_beside() as arm:
        estate = Emulators(Estate("", arm.url, arm.token, (), (), tuple(arm.subscriptions)))
        monkeypatch.setenv("BARTIZAN_ARM_TOKEN", arm.token)
        settings = {"arm_url": arm.url, "events_queue": azurite.queue("cleared")}
        subscription = arm.subscriptions[0]
        connect(tmp_path, Connector("web", "azure", "subscription", subscription, settings))
        (connector,) = listed(tmp_path)
        follower, intake = EventFollower(tmp_path, DIRECTORY, connector), EventIntake("azure", expected_of(connector))
        async with azurite.opened(azurite.missing_queue("cleared")) as queue:
            assert (await follower.take(queue, intake, wait=0)).seen == 0
            app = await asyncio.to_thread(a_secure_app, estate, subscription)
            set_https_only(estate, app, is_on=False)
            azurite.put("cleared", changed("Microsoft.Web/sites/write", app))
            azurite.clear("cleared")
            assert (await follower.take(queue, intake, wait=0)).seen == 0
        slack = datetime.timedelta(0)
        await asyncio.to_thread(catch_up_with_log, tmp_path, DIRECTORY, connector, slack=slack)
    said = event_state(tmp_path, connector, State(tmp_path).time())
    assert said is not None
    assert (said.state, app.lower() in said.detail.lower()) == ("lost", True)
    assert event_health(State(tmp_path), connector.id).waiting > 0


def a_secure_app(estate: Emulators, subscription: str) -> str:
    """Return an app that takes HTTPS alone."""
    url = f"{estate.arm}/subscriptions/{subscription}/providers/Microsoft.Web/sites?api-version=2024-11-01"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {estate.arm_token}"})
    with urllib.request.urlopen(request, timeout=10) as response:
        found = json.load(response)["value"]
    return next(str(each["id"]) for each in found if each["properties"]["httpsOnly"])
