"""Before the first scan: how to connect, for who may, and the demo, by a command that can be copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting

pytestmark = pytest.mark.slow


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    with served(ServeSettings(tmp_path, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.mark.parametrize("width", [1440, 360])
def test_an_admin_connects_or_tries_the_demo(empty: Served, browser: Browser, width: int) -> None:
    with visiting(browser, empty, Role.ADMIN, viewport={"width": width, "height": 900}) as somebody:
        page = somebody.opens("/posture/inventory")
        main = page.locator("main")
        expect(main).to_contain_text("No scan yet.")
        assert page.locator("main pre").inner_text().splitlines()[-1] == "bartizan demo"
        assert somebody.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("link", name="Connect an account").click()
        page.wait_for_url("**/posture/environment")
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_who_may_not_connect_learns_who_may(empty: Served) -> None:
    text = empty.person(Role.ANALYST).get(f"{empty.address}/posture/overview").text.split('<main id="main"')[1]
    assert "Connect an account: needs the role admin" in text
    assert "/posture/environment" not in text
