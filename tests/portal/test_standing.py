"""What pages say beside their rows: how old the data is, whose an exposure is, and who owns what fails."""

import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.state import Manifest, State
from bartizan.state.access.nouns import Role
from bartizan.state.governance import add_governance_rule
from bartizan.state.nouns import GovernanceRule
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("standing") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_exposures_of_mine_and_of_nobody_are_one_click_away(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens("/operations/queue")
        everybody = page.locator("tr[data-row]").count()
        page.locator("#assignee").press("Enter")  # the field begins with the caller's own name
        expect(page.locator("tr.is-at [data-shows=assignee]")).not_to_have_text("Nobody yet")
        page.get_by_role("navigation", name="Whose").get_by_role("link", name="Mine").click()
        expect(page.locator("tr[data-row]")).to_have_count(1)
        page.get_by_role("navigation", name="Whose").get_by_role("link", name="Nobody's").click()
        page.wait_for_url("**assignee=-**")
        expect(page.locator("tr[data-row]")).to_have_count(everybody - 1)
        assert somebody.violations() == []


def test_a_workload_says_who_owns_what_fails_there(portal: Served, browser: Browser) -> None:
    rule = GovernanceRule(30, "test", now(), owner="platform-team", severity="low")
    add_governance_rule(portal.state, "default", rule)
    worst = portal.person(Role.VIEWER).get("/resources", params={"limit": 1}).json()["items"][0]
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture/inventory/x~{worst['key']}")
        page.get_by_role("link", name="platform-team").first.click()
        page.wait_for_url("**owner=platform-team**")
        expect(page.locator("main")).to_contain_text(worst["name"])


@pytest.mark.parametrize("days", [1, 3])
def test_data_is_marked_as_old_after_twice_the_interval(tmp_path: Path, browser: Browser, days: int) -> None:
    home = published(tmp_path / "home", [{"id": arn("orders"), "name": "orders"}])
    snapshots = home / "snapshots" / "default"
    shutil.copytree(snapshots / "one", snapshots / "two")
    before = now() - datetime.timedelta(days=days)
    State(home).publish(Manifest("two", "default", before, before, "complete", {"snapshot_id": "two"}))
    with (
        served(ServeSettings(home, "http://127.0.0.1"), create_portal) as portal,
        visiting(browser, portal, Role.VIEWER) as somebody,
    ):
        page = somebody.opens("/posture/inventory?at=two")
        expect(page.get_by_role("link", name=re.compile("Scanned"))).to_be_visible()
        assert page.locator(".age.is-old").count() == int(days > 2)
        assert somebody.violations() == []
