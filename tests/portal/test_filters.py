"""Filters of a list: at its side where there is room, in a drawer where there is none, with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.portal.static import assets
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

pytestmark = pytest.mark.slow

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def on_phone(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.VIEWER, viewport=PHONE) as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


def opened(page: Page) -> None:
    page.get_by_role("button", name="Filter", exact=False).click()
    expect(page.get_by_role("complementary", name="Filters")).to_be_visible()


@pytest.mark.parametrize("path", ["/inventory", "/recommendations", "/attack-paths", "/identities", "/vulnerabilities"])
def test_on_a_phone_rows_come_first_and_filters_open_in_a_drawer(on_phone: Visitor, path: str) -> None:
    page = on_phone.opens(f"/posture{path}")
    expect(page.locator(".facets")).to_be_hidden()
    assert page.locator("[data-row]").first.evaluate("row => row.getBoundingClientRect().top") < PHONE["height"] / 2
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator(".facets").evaluate("drawer => drawer.scrollWidth <= drawer.clientWidth")
    assert on_phone.violations() == []


def test_choices_are_made_one_after_the_other_and_counted(on_phone: Visitor) -> None:
    page = on_phone.opens("/posture/inventory")
    opened(page)
    page.get_by_role("group", name="Exposure").get_by_role("checkbox", name="Internet").click()
    page.wait_for_url("**exposure=internet**")
    expect(page.get_by_role("group", name="Exposure").get_by_role("checkbox", name="Internet")).to_be_checked()
    page.get_by_role("group", name="Cloud").get_by_role("checkbox", name="Azure").click()
    page.wait_for_url("**provider=azure**")
    shown = page.get_by_role("heading", level=2, name="workloads").inner_text()
    page.get_by_role("button", name=f"Show {shown}").click()
    expect(page.locator(".facets")).to_be_hidden()
    expect(page.get_by_role("button", name="Filter 2 active")).to_be_visible()
    assert page.locator("[data-row]").count() == min(int(shown.split()[0]), 50)


def test_the_drawer_works_by_keyboard_alone(on_phone: Visitor) -> None:
    page = on_phone.opens("/posture/inventory")
    page.get_by_role("button", name="Filter").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".facets")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Close the filters"
    page.keyboard.press("Tab")
    wanted = page.evaluate("document.activeElement.id")
    page.keyboard.press("Enter")
    page.wait_for_url("**type=**")
    expect(page.locator(".facets")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == wanted, "the focus stays at the choice"
    page.keyboard.press("Escape")
    expect(page.locator(".facets")).to_be_hidden()


def test_the_drawer_needs_no_script(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport=PHONE, java_script_enabled=False) as found:
        page = found.opens("/posture/recommendations")
        expect(page.locator(".facets")).to_be_hidden()
        opened(page)
        page.get_by_role("button", name="Close the filters").click()
        expect(page.locator(".facets")).to_be_hidden()
        opened(page)
        page.get_by_role("checkbox", name="Secrets").click()
        page.wait_for_url("**category=**")
        expect(page.get_by_role("button", name="Filter 1 active")).to_be_visible()


def test_where_there_is_room_filters_stand_at_the_side(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER) as found:
        page = found.opens("/posture/inventory")
        expect(page.locator(".facets")).to_be_visible()
        expect(page.locator(".opener")).to_be_hidden()
        table = page.locator(".rows-card").bounding_box()
        facets = page.locator(".facets").bounding_box()
        assert table
        assert facets
        assert facets["x"] + facets["width"] <= table["x"]


def test_a_choice_stays_while_it_finds_nothing_and_can_be_taken_out(on_phone: Visitor) -> None:
    page = on_phone.opens("/posture/inventory?type=aws_lambda_function&q=nothing-is-called-so")
    expect(page.get_by_role("link", name="Remove Type: Lambda function")).to_be_visible()
    expect(page.get_by_role("link", name="Without Type: Lambda function")).to_contain_text("there are 0 workloads")
    opened(page)
    expect(page.get_by_role("checkbox", name="Lambda function")).to_be_checked()


def test_what_has_no_value_is_a_choice_with_a_name(on_phone: Visitor) -> None:
    page = on_phone.opens("/posture/inventory")
    opened(page)
    for word in page.locator(".choice-word").all_inner_texts():
        assert word.strip()
    choice = page.get_by_role("group", name="Reason not read").get_by_role("link", name="was read")
    count = choice.locator(".count").inner_text()
    choice.click()
    page.wait_for_url("**filter=code_reason**")
    expect(page.get_by_role("heading", level=2, name=f"{count} workloads")).to_be_attached()


def test_a_filter_that_cannot_be_read_stands_beside_what_is_wrong_with_it(on_phone: Visitor) -> None:
    page = on_phone.opens("/posture/inventory?filter=exposure+is&provider=aws")
    expect(page.get_by_role("alert")).to_contain_text("This filter cannot be read.")
    expect(page.get_by_role("link", name="Remove Cloud: AWS")).to_be_visible()
    assert on_phone.violations() == []
    page.get_by_role("link", name="Take it out").click()
    page.wait_for_url("**/inventory?provider=aws")
    assert page.locator("[data-row]").count() > 5


def test_a_script_that_another_imports_is_addressed_by_what_it_holds() -> None:
    scripts = {file.name: assets.content(file.name) or b"" for file in assets.FOLDER.glob("*.js")}
    imports = [line for text in scripts.values() for line in text.splitlines() if line.startswith(b"import ")]
    assert imports
    for line in imports:
        address = line.split(b'"')[1].decode()
        assert address == assets.href(address.removeprefix("/static/").partition("?")[0])
