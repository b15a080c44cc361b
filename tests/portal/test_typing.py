"""Rows follow the keys: they come before the filters with their counts, which follow, and nothing else moves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

LIST = "/posture/inventory"
ROWS = "tbody tr[data-row]"


@pytest.fixture
def viewer(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.VIEWER) as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


def fragments(page: Page) -> list[str]:
    """Return a list that will have the fragments that are asked for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.extend(filter(None, [request.headers.get("x-fragment")])))
    return asked


def test_rows_come_before_the_rest(viewer: Visitor) -> None:
    page = viewer.opens(LIST)
    every, asked, held = page.locator(ROWS).count(), fragments(page), []
    counts = page.locator(".facets").inner_text()

    def hold(route: Route) -> None:
        if route.request.headers.get("x-fragment") == "main":
            held.append(route)
        else:
            route.continue_()

    page.route("**/inventory?**", hold)
    page.locator("#list-q").fill("checkout")
    expect(page.locator(ROWS)).not_to_have_count(every)
    for row in page.locator(ROWS).all():
        expect(row).to_contain_text("checkout")
    assert page.locator(".facets").inner_text() == counts
    expect(page.locator("#list-q")).to_have_value("checkout")
    held.pop().continue_()
    page.wait_for_url("**/inventory?q=checkout")
    expect(page.locator(".facets")).not_to_have_text(counts)
    assert (asked, held) == (["rows", "main"], [])
    expect(page.locator("#list-q")).to_be_focused()
    page.go_back()
    expect(page.locator(".facets")).to_have_text(counts, use_inner_text=True)


def test_what_cannot_be_loaded_is_said_once(viewer: Visitor) -> None:
    page = viewer.opens(LIST)
    page.route("**/inventory?**", lambda route: route.abort())
    page.locator("#list-q").press_sequentially("check")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("The server did not answer.")
    viewer.said.clear()


def test_the_fragment_of_rows_is_that_of_the_page(viewer: Visitor) -> None:
    page = viewer.opens(f"{LIST}?q=checkout")
    shown = page.locator(".rows-card").text_content()
    page.goto("about:blank")
    page.set_extra_http_headers({"X-Fragment": "rows"})
    viewer.opens(f"{LIST}?q=checkout")
    assert page.locator(".rows-card").text_content() == shown
    assert [page.locator(each).count() for each in (".facets", "header")] == [0, 0]


def test_more_rows_than_a_window_shows_come_first(viewer: Visitor) -> None:
    page = viewer.opens(f"{LIST}?tab=all")
    rows, pages = page.locator(ROWS).all_text_contents(), page.locator(".pages").text_content()
    page.goto("about:blank")
    page.set_extra_http_headers({"X-Fragment": "rows"})
    viewer.opens(f"{LIST}?tab=all")
    assert page.locator(ROWS).all_text_contents() == rows[:25]
    assert len(rows) == 50
    assert page.locator(".pages").text_content() == pages
