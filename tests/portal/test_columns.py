"""Columns: moved, kept for each person, in the address where they differ, and in view while a table scrolls."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting


@pytest.fixture
def analyst(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.ANALYST) as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


def headings(page: Page) -> list[str]:
    found: list[str] = page.locator("th[data-column]").evaluate_all("cells => cells.map((each) => each.dataset.column)")
    return found


def test_a_column_is_moved_and_stays_where_it_is_kept(analyst: Visitor, somebody: Visitor) -> None:
    page = analyst.opens("/posture/inventory")
    before = headings(page)
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("link", name="Move Exposure to the left").click()
    page.wait_for_url("**columns=Risk&columns=Exposure&columns=Name**")
    assert headings(page) == ["Risk", "Exposure", "Name", *before[3:]]
    expect(page.get_by_role("link", name="Move Exposure to the left")).to_be_focused()
    assert analyst.violations() == []
    page.get_by_role("button", name="Always show these").click()
    page.wait_for_url(re.compile("/posture/inventory$"))
    assert headings(page) == ["Risk", "Exposure", "Name", *before[3:]]
    assert headings(analyst.opens("/operations/inventory?exposure=internet"))[1] == "Exposure"
    assert headings(somebody.opens("/posture/inventory")) == before, "others see what they saw"
    own = analyst.opens("/posture/inventory?columns=Risk&columns=Login&columns=Name")
    assert headings(own) == ["Risk", "Login", "Name"], "an address says more than what is kept"
    page = analyst.opens("/posture/inventory")
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("button", name="Show the usual columns again").click()
    page.wait_for_load_state()
    assert headings(page) == before


def test_columns_are_ticked_in_the_order_that_they_have(analyst: Visitor) -> None:
    page = analyst.opens("/posture/recommendations?columns=Recommendation&columns=Risk&columns=Framework&columns=Owner")
    assert headings(page) == ["Recommendation", "Risk", "Framework", "Owner"]
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Owner").uncheck()
    page.get_by_role("button", name="Show these", exact=True).click()
    page.wait_for_url(lambda url: "Owner" not in url)
    assert headings(page) == ["Recommendation", "Risk", "Framework"]


def test_without_scripts_they_are_moved_as_well(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/identities")
    before = headings(page)
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("link", name=f"Move {before[2]} to the right").click()
    page.wait_for_url("**columns=**")
    assert headings(page)[2:4] == [before[3], before[2]]


def test_heading_and_first_column_stay_in_view(browser: Browser, portal: Served) -> None:
    query = "&".join(f"columns={each}" for each in ("Name", "Risk", "Exposure", "Login", "Runtime", "Identity", "Seen"))
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 900, "height": 600}) as found:
        page = found.opens(f"/posture/inventory?tab=all&{query}")
        box = page.locator(".table-box")

        def place(of: str) -> dict[str, Any]:
            return dict(page.locator(of).first.bounding_box() or {})

        before = place("td.wide")
        box.evaluate("box => box.scrollTo({left: 200, top: 300, behavior: 'instant'})")
        assert box.evaluate("box => box.scrollTop") > 0
        assert place("td.wide")["x"] == before["x"]
        head = place("th[data-column=Name]")
        assert abs(head["y"] - place(".table-box")["y"]) <= 2
        assert page.evaluate("document.documentElement.scrollWidth") <= 900


def test_frameworks_lead_to_their_controls(somebody: Visitor) -> None:
    page = somebody.opens("/posture/recommendations?columns=Framework")
    cell = page.locator("td[data-label=Framework] a").first
    framework = cell.inner_text()
    cell.click()
    page.wait_for_url(f"**/compliance?framework={framework}&control=**")
    expect(page.locator("tr.is-at")).to_have_count(1)
