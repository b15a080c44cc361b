"""Who has many directories finds one by its name, in the bar, and on a page of its own where the bar is narrow."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bartizan.access.signing_in import signed_in
from bartizan.api.guard import cookie_name
from bartizan.state.access.directories import add_directory
from bartizan.state.access.nouns import Role, Tenant
from bartizan.state.access.people import grant_role, known_person
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

NAMES = [*(f"Team {n}" for n in range(1, 12)), "Stores <b>north</b>"]


@pytest.fixture(scope="module")
def person_id(portal: Served) -> str:
    """Somebody who has a role in many directories."""
    person = known_person(portal.state, "https://issuer.example", "many", "many")
    for n, name in enumerate(NAMES):
        add_directory(portal.state, Tenant(f"of-{n}", name), "owner")
    for directory in ("default", *(f"of-{n}" for n in range(len(NAMES)))):
        grant_role(portal.state, directory, person.id, Role.VIEWER, "owner")
    return person.id


@pytest.fixture
def cookie(portal: Served, person_id: str) -> str:
    return signed_in(portal.state, person_id, "default").cookie


@pytest.fixture(params=[("light", 1440, True), ("dark", 360, True), ("light", 360, False), ("dark", 1440, False)])
def window(
    request: pytest.FixtureRequest, browser: Browser, portal: Served, cookie: str
) -> Iterator[tuple[Visitor, int, bool]]:
    theme, width, has_scripts = request.param
    options = {"viewport": {"width": width, "height": 740}, "color_scheme": theme, "java_script_enabled": has_scripts}
    with visiting(browser, portal, None, **options) as somebody:
        signs_in(somebody.page.context, portal, cookie)
        yield somebody, width, has_scripts
        assert (somebody.said, somebody.elsewhere) == ([], [])


def signs_in(context: BrowserContext, portal: Served, cookie: str) -> None:
    context.add_cookies([{"name": cookie_name(portal.settings), "value": cookie, "url": portal.address}])


def shown(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator("form[action='/directories'] .menu-item:visible").all()]


def test_one_of_many_is_found_and_changed_to(window: tuple[Visitor, int, bool]) -> None:
    somebody, width, has_scripts = window
    page = somebody.opens("/posture/inventory?q=checkout")
    if width > 420:
        page.locator(".of-directories summary").click()
    else:
        page.locator("details.account summary").click()
        page.get_by_role("link", name="Change directory").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Change directory")
        assert page.evaluate("document.documentElement.scrollWidth") <= width if has_scripts else True
    assert len(shown(page)) == len(NAMES) + 1
    if has_scripts:  # the open menu covers links of the page, which are no targets then
        assert [each for each in somebody.violations() if width <= 420 or not each.startswith("target-size")] == []
    box = page.get_by_role("searchbox", name="Find a directory")
    box.fill("north")
    if not has_scripts:
        box.press("Enter")
        page.wait_for_url("**q=north")
    assert shown(page) == [NAMES[-1]]
    page.get_by_role("button", name=NAMES[-1]).click()
    page.wait_for_url("**/posture/inventory")
    expect(page.locator("main")).to_contain_text("No scan yet.")
    if width > 420:
        expect(page.locator(".of-directories summary")).to_have_text(NAMES[-1])


def test_the_page_says_that_none_is_called_so_and_leads_back(browser: Browser, portal: Served, cookie: str) -> None:
    with visiting(browser, portal, None) as somebody:
        page = somebody.opens("/directories?next=/posture/scans")
        assert "/signin?next=" in page.url
        signs_in(page.context, portal, cookie)
        page = somebody.opens("/directories?next=/posture/scans&q=nothing")
        expect(page.locator("main")).to_contain_text("None of your directories is called so.")
        assert somebody.violations() == []
        page.get_by_role("link", name="Back").click()
        page.wait_for_url("**/posture/scans")
        page = somebody.opens("/directories?next=https://elsewhere.example/")
        assert page.get_by_role("link", name="Back").get_attribute("href") == "/"
