"""A scan from the portal: started, followed, stopped, and what it changed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from tests.api.serving import Served, served
from tests.conftest import Emulators
from tests.portal.browser import visiting
from tests.portal.hands import BUSY

pytestmark = pytest.mark.slow

SOON = 60_000
"""From connecting to the first results, in milliseconds: as long as it may take a person."""
CHECKED = 10_000 * BUSY
CANCELLED = 5_000 * BUSY


@pytest.fixture(scope="module")
def empty(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal of a home in which one account is connected and nothing was scanned."""
    arn = estate.role_arns[0]
    settings = {"endpoint_url": estate.aws, "role_name": arn.partition("/")[2], "regions": "eu-west-1"}
    home = tmp_path_factory.mktemp("empty")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        add_connector(found.state, "default", Connector("shop", "aws", "account", arn.split(":")[4], settings))
        yield found


def test_a_first_scan_is_followed_to_its_results(empty: Served, browser: Browser, emulators: Emulators) -> None:
    with visiting(browser, empty, Role.ANALYST) as somebody:
        assert "No scan yet." in somebody.opens("/posture/overview").content()
        page = somebody.opens("/posture/scans")
        page.get_by_role("button", name="Scan now").click()
        expect(page.locator("section", has_text="Asked for here")).to_contain_text("running")
        expect(page.get_by_role("heading", name="Snapshots")).to_be_visible(timeout=SOON)
        page = somebody.opens("/posture/overview")
        expect(page.locator("section", has_text="Act on these first")).to_contain_text("Lambda function")
        page = somebody.opens("/posture/inventory")
        page.locator("tbody tr a.strong").first.click()
        page.get_by_role("button", name="Check again").click()
        expect(page.get_by_text("This is being read again")).to_be_visible()
        page.evaluate("window.isThisPage = true")
        expect(page.get_by_text("Read again at")).to_be_visible(timeout=CHECKED)
        assert page.evaluate("window.isThisPage"), "the page was not loaded anew"
        latest = empty.state.snapshot("default")
        assert latest
        assert page.evaluate("document.body.dataset.snapshot") == latest.id
        assert page.locator("#newer").count() == 0
        assert somebody.violations() == []
        page.get_by_role("link", name="What changed").click()
        expect(page.locator("section", has_text="What changed").first).to_be_visible()
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_a_scan_is_stopped_and_publishes_nothing(empty: Served, browser: Browser, emulators: Emulators) -> None:
    with visiting(browser, empty, Role.ANALYST) as somebody:
        page = somebody.opens("/posture/scans")
        before = page.locator("section", has_text="Snapshots").locator("tbody tr").count()
        page.get_by_role("button", name="Scan now").click()
        page.get_by_role("button", name="Cancel").first.click()
        expect(page.locator("tbody", has_text="cancelled")).to_be_visible(timeout=CANCELLED)
        page = somebody.opens("/posture/scans")
        assert page.locator("section", has_text="Snapshots").last.locator("tbody tr").count() == before


def test_viewers_see_scans_and_start_none(empty: Served, browser: Browser) -> None:
    with visiting(browser, empty, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/scans")
        assert page.get_by_role("button", name="Scan now").count() == 0
        expect(page.locator("main")).to_contain_text("needs the role analyst")
