"""The story of the portal in one visit, from the first sign-in over scans and decisions to the last sign-out.

Real servers all: the portal, the demo company's emulators, an OpenID Connect provider, and a browser.
"""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bartizan.advise.sources.sync import sync_bundled
from bartizan.api.settings import ServeSettings
from bartizan.base.sign_in_settings import IssuerSettings, RoleByClaim
from bartizan.portal.app import create_portal
from bartizan.state.access.directories import add_directory
from bartizan.state.access.nouns import Tenant
from bartizan_demo.process import Estate
from tests.access.issuer import CLIENT, provider_beside
from tests.api.serving import served
from tests.conftest import entered
from tests.portal import chapters_of_scans as scans
from tests.portal import chapters_of_work as work
from tests.portal.browser import visiting
from tests.portal.told import Told

pytestmark = pytest.mark.slow


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser) -> Iterator[Told]:
    home = tmp_path / "home"
    sync_bundled(home)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Estate.start() as estate, provider_beside() as provider:
        entered(estate, monkeypatch)
        monkeypatch.setenv("AWS_ENDPOINT_URL", estate.aws)
        roles = [RoleByClaim(value="cloud-security", role="admin"), RoleByClaim(value="everybody")]
        roles.append(RoleByClaim(value="stores", directory="team-stores", role="admin"))
        issuer = IssuerSettings(name="Example", issuer=provider.address, client_id=CLIENT, roles=roles)
        settings = ServeSettings(home, f"http://127.0.0.1:{port}", issuers=(issuer,))
        with served(settings, create_portal, port) as portal:
            add_directory(portal.state, Tenant("team-stores", "Stores"), "owner")
            with visiting(browser, portal, None) as somebody:
                yield Told(somebody.page, portal, provider, browser)
                # Chromium notes that signing out emptied its cache, which that asks for.
                assert [each for each in somebody.said if not each.startswith("Clear-Site-Data")] == []
                assert {each for each in somebody.elsewhere if not each.startswith(provider.address)} == set()


def test_the_story(told: Told) -> None:
    scans.signs_in(told)
    scans.connects(told)
    scans.scans_and_stops(told)
    work.looks(told)
    work.exempts(told)
    work.follows_a_path(told)
    work.asks(told)
    work.makes_a_rule(told)
    work.works_the_queue(told)
    scans.switches_off_and_on(told)
    scans.meets_the_door(told)
    scans.changes_directory(told)
    scans.signs_out(told)
