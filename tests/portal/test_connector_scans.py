"""Pages say of each connector how its scans go; one that fails looks healthy nowhere."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.service.connecting import listed
from bartizan.service.work.watching import Watcher
from bartizan.state import State
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, add_run
from tests.api.serving import Served, served
from tests.portal.browser import visiting

REFUSED = "The role cannot be assumed: AccessDenied <b>"
SINCE = re.compile(r"not evaluated since \d{4}-\d\d-\d\d \d\d:\d\d UTC")


@pytest.fixture
def portal(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture
def failing(portal: Served) -> Connector:
    """A connector of one account that failed three times."""
    found = next(each for each in listed(portal.settings.home) if each.single_scope)
    for _ in range(3):
        at = now()
        run = ScanRun("full", "watch", found.id, "", "failed", at, at, at, detail=REFUSED)
        add_run(portal.state, "default", run)
    return found


def test_a_connector_that_fails_looks_healthy_nowhere(portal: Served, failing: Connector, browser: Browser) -> None:
    with visiting(browser, portal) as somebody:
        page = somebody.opens("/posture/environment")
        card = page.locator(f"#connector-{failing.name}")
        expect(card).to_contain_text("failed 3 times in a row, last at")
        expect(card).to_contain_text(REFUSED)
        expect(card).to_contain_text("tried again at")
        expect(card).to_contain_text("Not protected: not evaluated now")
        expect(card).to_contain_text(SINCE)
        expect(card.locator(".mark-healthy")).to_have_count(0)
        expect(page.locator("main")).to_contain_text("no worker scans what is due (none ever has)")
        assert somebody.violations() == []
        page.get_by_role("link", name=re.compile("Not evaluated now")).first.click()
        expect(page.locator("[id^=connector-]")).to_have_count(1)
        page = somebody.opens(f"/posture/environment/{failing.name}/{failing.single_scope}")
        expect(page.locator(".head")).to_contain_text("Not protected: not evaluated now")
        expect(page.locator("main")).to_contain_text("Let its scans in again")
        expect(page.locator("main .mark-healthy")).to_have_count(0)
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_coverage_and_other_pages_say_since_when(portal: Served, failing: Connector, browser: Browser) -> None:
    with visiting(browser, portal) as somebody:
        page = somebody.opens("/posture/coverage")
        card = page.locator("section.card", has=page.get_by_role("heading", name="Not evaluated now"))
        expect(card.locator("tr[data-row]")).to_have_count(1)
        expect(card).to_contain_text(REFUSED)
        expect(card).to_contain_text(re.compile(r"not since \d{4}"))
        assert somebody.violations() == []
        page = somebody.opens("/posture/inventory")
        expect(page.locator(".standing summary")).to_contain_text("1 not evaluated now")
        page.locator(".standing summary").click()
        expect(page.locator(".standing")).to_contain_text(SINCE)


def test_a_worker_that_lives_is_not_missed(portal: Served, browser: Browser) -> None:
    home = portal.settings.home
    for each in listed(home):
        at = now()
        add_run(State(home), "default", ScanRun("full", "watch", each.id, "", "complete", at, at, at, "one"))
    Watcher(home).round()
    with visiting(browser, portal) as somebody:
        page = somebody.opens("/posture/environment")
        expect(page.locator("main")).not_to_contain_text("no worker")
        expect(page.locator("main")).to_contain_text("Next scan")
