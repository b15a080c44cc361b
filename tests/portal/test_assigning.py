"""A path's workload is given to somebody beside the map, as in the queue, and undone there as well."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.report.paging import Part
from bartizan.service import attack
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from bartizan.state.triage import triage_events, triages
from tests.api.serving import Served, served
from tests.portal.browser import visiting


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("assigning") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def worst(portal: Served) -> tuple[str, str]:
    """Return the ID of the worst path, and of the workload at which it begins."""
    with Snapshots(portal.settings.home).open() as published:
        path = attack.attack_paths(published, part=Part(limit=1)).items[0]
        return path.id, path.entry_id


def test_a_path_is_assigned_where_it_is_shown(portal: Served, browser: Browser, worst: tuple[str, str]) -> None:
    path, workload = worst
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens(f"/posture/attack-paths/{path}?step=2")
        panel = page.locator("#assign")
        expect(panel).to_contain_text("Nobody yet")
        assert somebody.violations() == []
        page.keyboard.press("a")
        expect(page.get_by_label("Assignee")).to_be_focused()
        page.keyboard.type("shop-team")
        page.keyboard.press("Enter")
        expect(panel).to_contain_text("shop-team")
        assert page.url.endswith(f"/{path}?step=2")
        assert triages(portal.state, "default")[workload].assignee == "shop-team"
        panel.get_by_role("link", name="Open in the queue").click()
        page.wait_for_url("**/queue?open=*")
        expect(page.locator("tr.is-at")).to_contain_text("shop-team")
        page.go_back()
        page.get_by_role("button", name="Undo").click()
        expect(panel).to_contain_text("Nobody yet")
        assert triages(portal.state, "default")[workload].assignee == ""
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_who_assigned_it_meanwhile_is_not_overwritten(portal: Served, browser: Browser, worst: tuple[str, str]) -> None:
    path, workload = worst
    with visiting(browser, portal, Role.ANALYST) as one, visiting(browser, portal, Role.ANALYST) as other:
        for each in (one, other):
            each.opens(f"/posture/attack-paths/{path}")
        for each, team in ((one, "first-team"), (other, "second-team")):
            each.page.get_by_label("Assignee").fill(team)
            each.page.locator("#assign").get_by_role("button", name="Assign").click()
            expect(each.page.locator("body")).to_contain_text("first-team")
        assert triages(portal.state, "default")[workload].assignee == "first-team"
        assert "second-team" not in [each.text for each in triage_events(portal.state, "default", workload)]


def test_viewers_see_who_has_it_and_cannot_assign(portal: Served, browser: Browser, worst: tuple[str, str]) -> None:
    path, _ = worst
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture/attack-paths/{path}")
        expect(page.locator("#assign")).to_contain_text("Assign: needs the role analyst")
        expect(page.locator("#assign").get_by_role("button")).to_have_count(0)
        assert somebody.violations() == []
