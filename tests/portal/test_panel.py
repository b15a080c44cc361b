"""The summary of a row beside a list: opened by mouse and by keys, in the address, and closed where it was opened."""

import pytest
from playwright.sync_api import Browser, expect

from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

CHECKS, MATCHES = "/recommendations?group=check", "/vulnerabilities?tab=matches"
LISTS = (
    *("/inventory", "/recommendations", "/recommendations?group=resource", "/identities", "/attack-paths"),
    *(MATCHES, CHECKS, "/vulnerabilities?tab=advisories", "/vulnerabilities?tab=by-package"),
)


@pytest.mark.parametrize("path", LISTS)
def test_a_row_opens_beside_its_list(somebody: Visitor, path: str) -> None:
    page = somebody.opens(f"/posture{path}")
    row = page.locator("tr[data-row]", has=page.locator("a.strong")).nth(1)
    name = row.locator(".strong").first.inner_text()
    row.locator("td").nth(2).click(position={"x": 2, "y": 2})
    page.wait_for_url("**open=**")
    panel = page.get_by_role("complementary", name="Summary")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    assert panel.get_by_role("heading", level=2).inner_text().startswith(name.split("…")[0])
    expect(page.locator("tr.is-at")).to_have_count(1)
    assert somebody.violations() == []
    page.reload()
    expect(panel).to_be_visible()
    page.get_by_role("link", name="Close the summary").click()
    expect(panel).to_have_count(0)
    assert "open=" not in page.url


def test_keys_open_it_walk_on_and_close_it(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    names = page.locator("tr[data-row] a.strong").all_inner_texts()
    panel = page.get_by_role("complementary", name="Summary")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", level=2)).to_have_text(names[1])
    page.keyboard.press("]")
    expect(panel.get_by_role("heading", level=2)).to_have_text(names[2])
    page.keyboard.press("[")
    expect(panel.get_by_role("heading", level=2)).to_have_text(names[1])
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2, "the focus is where it came from"
    page.keyboard.press("k")
    wanted = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("o")
    page.wait_for_url(f"**{wanted}")


def test_who_tabs_to_a_link_follows_it(somebody: Visitor) -> None:
    page = somebody.opens("/posture/recommendations")
    page.get_by_role("link", name="Skip to the content").focus()
    page.locator("tr[data-row] a.narrow").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**risk_level=**")
    expect(page.get_by_role("complementary", name="Summary")).to_have_count(0)


def test_it_needs_no_script_and_keeps_the_page_of_rows(without_scripts: Visitor) -> None:
    page = without_scripts.opens("/posture/inventory?tab=all&offset=50")
    first = page.locator("tr[data-row] a.strong").first.inner_text()
    page.get_by_role("link", name="Summary of", exact=False).first.click()
    page.wait_for_url("**open=**")
    assert "offset=50" in page.url
    expect(page.locator("tr[data-row] a.strong").first).to_have_text(first)
    page.get_by_role("link", name="Open the page").click()
    page.wait_for_url("**/inventory/*~*")


@pytest.mark.parametrize(
    ("path", "says", "leads"),
    [
        ("/attack-paths", "Steps", "**/attack-paths/*"),
        (MATCHES, "Found in", "**/inventory/*~*tab=vulnerabilities*"),
        (CHECKS, "Fix: ", "**/recommendations/*finding=*"),
        ("/recommendations/aws.lambda.public_function_url", "Fix: ", "**/recommendations/*finding=*"),
    ],
)
def test_what_it_says_needs_no_script(without_scripts: Visitor, path: str, says: str, leads: str) -> None:
    page = without_scripts.opens(f"/posture{path}")
    page.get_by_role("link", name="Summary of", exact=False).nth(1).click()
    panel = page.get_by_role("complementary", name="Summary")
    expect(panel.get_by_text(says, exact=False).first).to_be_visible()
    panel.get_by_role("link", name="Open the page").click()
    page.wait_for_url(leads)


def test_a_check_that_is_unknown_says_what_was_not_read(without_scripts: Visitor) -> None:
    page = without_scripts.opens(f"/posture{CHECKS}&status=unknown")
    page.get_by_role("link", name="Summary of", exact=False).first.click()
    panel = page.get_by_role("complementary", name="Summary")
    expect(panel.locator(".mark-unknown").first).to_have_text("Unknown")
    expect(panel).to_contain_text("not read: ")
    expect(panel.locator(".mark-healthy")).to_have_count(0)


def test_keys_open_a_path_and_its_page(somebody: Visitor) -> None:
    page = somebody.opens("/posture/attack-paths")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Summary")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    assert page.locator("tr.is-at a.strong").inner_text() == panel.get_by_role("heading", level=2).inner_text()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.keyboard.press("o")
    page.wait_for_url("**/attack-paths/*")


def test_what_is_not_there_opens_nothing(somebody: Visitor) -> None:
    for path in LISTS:
        page = somebody.opens(f"/posture{path}{'&' if '?' in path else '?'}open=nothing~is-called~so")
        expect(page.locator("tr[data-row]").first).to_be_visible()
        expect(page.locator(".beside-list")).to_have_count(0)


def test_it_fits_on_a_phone(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens("/posture/inventory")
        page.locator("[data-opens]").first.click()
        expect(page.get_by_role("complementary", name="Summary")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert found.violations() == []
