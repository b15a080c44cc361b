"""What is cut, or is more than a cell holds, is read by the pointer, by keys and without scripts, and can be copied."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

LONG = "/posture/inventory?q=data-search-index"


def tip(page: Page) -> str:
    box = page.locator("#tip")
    expect(box).to_be_visible()
    return box.inner_text()


def test_a_link_reached_by_keys_says_all_of_it(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER, permissions=["clipboard-read", "clipboard-write"]) as somebody:
        page = somebody.opens(LONG)
        link = page.locator("tbody .two > a.strong").first
        id_, below = link.get_attribute("title") or "", page.locator("tbody .two > .below").first.inner_text()
        page.locator("h1").focus()
        while not link.evaluate("link => link === document.activeElement"):
            page.keyboard.press("Tab")
        assert tip(page).splitlines()[0] == id_
        assert below
        expect(link).to_have_attribute("aria-describedby", "tip")
        assert link.get_attribute("title") is None
        assert somebody.violations() == []
        page.keyboard.press("ControlOrMeta+c")
        expect(page.locator("#toasts")).to_contain_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").splitlines()[0] == id_
        page.keyboard.press("Escape")
        expect(page.locator("#tip")).to_be_hidden()
        expect(link).to_be_focused()
        assert link.get_attribute("title") == id_
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_the_pointer_may_go_into_it_and_choose_its_text(somebody: Visitor) -> None:
    page = somebody.opens(LONG)
    link = page.locator("tbody .two > a.strong").first
    id_ = link.get_attribute("title") or ""
    link.hover()
    assert tip(page).splitlines()[0] == id_
    box = page.locator("#tip")
    box.hover()
    page.wait_for_timeout(400)
    expect(box).to_be_visible()
    box.click(click_count=3)
    assert id_ in page.evaluate("getSelection().toString()")
    page.mouse.move(2, 890)
    expect(box).to_be_hidden()
    assert link.get_attribute("title") == id_


def test_words_that_are_whole_say_nothing_twice(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    page.locator(".facets .choice").first.hover()
    page.wait_for_timeout(500)
    expect(page.locator("#tip")).to_be_hidden()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_what_is_more_than_a_cell_holds_opens(
    portal: Served, browser: Browser, published: Published, *, has_scripts: bool
) -> None:
    rows = listing.rows(published, "identities", ListFilter(), limit=200).items
    row = next(each for each in rows if len(each["assumed_by"] or []) > 1)
    with visiting(browser, portal, Role.VIEWER, java_script_enabled=has_scripts) as somebody:
        page = somebody.opens(f"/posture/identities?q={row['name']}")
        button = page.get_by_role("button", name=re.compile(r"^\+\d+: more that use it")).first
        button.focus()
        page.keyboard.press("Enter")
        box = page.locator(".more-box:popover-open")
        expect(box).to_be_visible()
        assert box.locator("li").all_inner_texts() == [str(each) for each in row["assumed_by"][1:13]]
        if has_scripts:
            assert somebody.violations() == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        page.keyboard.press("Escape")
        expect(page.locator(".more-box:popover-open")).to_have_count(0)
        expect(button).to_be_focused()


def test_the_rest_is_in_reach_on_a_small_screen(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as somebody:
        page = somebody.opens("/posture/identities")
        page.locator("tbody .more:visible").first.click()
        box = page.locator(".more-box:popover-open").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert somebody.violations() == []
