"""Why a control cannot be used stands beside it as text, which everybody can read, and not only in a title."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.connecting import change_plan, planned
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting

PAGES = ("/environment", "/settings", "/settings?tab=rules", "/settings/notifications", "/scans", "/explorer", "/queue")
# "Undo" and "Redo" need no reason: there is nothing yet to undo.
WITHOUT_REASON = """() => Array.from(document.querySelectorAll("main :disabled:not([data-step])"))
    .filter((each) => {
        const ids = (each.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
        const texts = ids.map((id) => document.getElementById(id)?.textContent.trim());
        const label = each.closest("label")?.textContent || "";
        return !(texts.length && texts.every(Boolean)) && !label.includes("needs the role");
    }).map((each) => each.outerHTML)"""


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal, where CSPM is off for the first connector."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("locked") / "home")
    change_plan(home, planned(home)[0].connector.name, "", {"cspm": False}, None)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_what_a_viewer_cannot_use_says_why(browser: Browser, portal: Served, path: str) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture{path}")
        assert page.evaluate(WITHOUT_REASON) == []
        assert somebody.violations() == []


def reasons(page: Page, name: str) -> list[str]:
    """Return the texts that say why the first switch of a name cannot be used; each can be seen."""
    ids = page.get_by_role("switch", name=name).first.get_attribute("aria-describedby") or ""
    for id_ in ids.split():
        expect(page.locator(f"#{id_}")).to_be_visible()
    return [page.locator(f"#{id_}").inner_text() for id_ in ids.split()]


def test_a_component_says_that_its_plan_is_off(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.ADMIN) as somebody:
        page = somebody.opens("/posture/environment")
        assert reasons(page, "Serverless protection") == ["Switch CSPM on first: these count while it is on."]
        expect(page.get_by_role("switch", name="Serverless protection").first).to_be_disabled()
        assert reasons(page, "CSPM") == []
        assert page.evaluate(WITHOUT_REASON) == []
        page.get_by_role("switch", name="CSPM").first.click()
        expect(page.get_by_role("switch", name="Serverless protection").first).to_be_enabled()
        assert reasons(page, "Serverless protection") == []
        page.get_by_role("switch", name="CSPM").first.click()
        expect(page.get_by_role("switch", name="Serverless protection").first).to_be_disabled()


def test_a_viewer_reads_which_role_may_change_plans(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as somebody:
        page = somebody.opens("/posture/environment")
        assert reasons(page, "CSPM") == ["Change plans: needs the role admin"]
        assert reasons(page, "Serverless protection") == [
            "Change plans: needs the role admin",
            "Switch CSPM on first: these count while it is on.",
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_viewer_comments_on_an_exposure(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/operations/queue?open=1")
        page.get_by_label("Comment", exact=True).fill("Ours; it goes next week.")
        page.get_by_role("button", name="Comment").click()
        expect(page.locator("main")).to_contain_text("Ours; it goes next week.")
        assert page.evaluate(WITHOUT_REASON) == []
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])
