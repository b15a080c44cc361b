"""Keys: each where it makes sense, listed for the page that is open, and Escape gives the focus back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bartizan.service.published import Published
from bartizan.state.access.nouns import Role
from tests.api.serving import Served
from tests.portal.browser import Visitor, visiting

RULE = "/recommendations/aws.lambda.public_function_url"


@pytest.fixture
def analyst(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.ANALYST, permissions=["clipboard-read", "clipboard-write"]) as found:
        yield found
        assert (found.said, found.elsewhere) == ([], [])


def listed(page: Page) -> set[str]:
    page.keyboard.press("?")
    keys = page.locator("dialog dt").all_inner_texts()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    return set(keys)


@pytest.mark.parametrize(
    ("path", "has", "lacks"),
    [
        ("/posture/inventory", {"/", "g", "j", "k", "Enter", "o", "f", "c", "?"}, {"x", "e", "a", "["}),
        (f"/posture{RULE}", {"x", "X", "e", "j", "o", "f", "Enter"}, {"a"}),
        ("/operations/queue", {"a", ".", "j", "o"}, {"x", "e", "f"}),
        ("/posture/settings", {"/", "g", "c", "?"}, {"f", "a", "x"}),
    ],
)
def test_the_list_of_keys_is_that_of_the_page(analyst: Visitor, path: str, has: set[str], lacks: set[str]) -> None:
    keys = listed(analyst.opens(path))
    assert has <= keys
    assert not lacks & keys


def test_keys_lead_to_what_they_say(analyst: Visitor) -> None:
    page = analyst.opens(f"/posture{RULE}")
    page.keyboard.press("e")
    expect(page.locator("#reason")).to_be_focused()
    page.locator("#reason").blur()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("tr.is-at .tick-box")).to_be_checked()
    page.locator("h1").focus()
    page.keyboard.press("e")
    expect(page.locator("#many-reason")).to_be_focused()
    page.locator("#many-reason").blur()
    page.keyboard.press("f")
    expect(page.locator("#list-q")).to_be_focused()
    page.locator("#list-q").blur()
    page.keyboard.press("c")
    expect(page.get_by_text("The link is copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_in_the_queue_they_assign_and_act(analyst: Visitor) -> None:
    page = analyst.opens("/operations/queue")
    page.keyboard.press(".")
    expect(page.locator("#progress")).to_be_focused()
    page.locator("#progress").blur()
    page.keyboard.press("a")
    expect(page.locator("#assignee")).to_be_focused()


@pytest.mark.parametrize("key", ["o", "i", "r", "v", "a", "e", "d", "c"])
def test_g_and_a_letter_open_a_page(analyst: Visitor, key: str) -> None:
    names = {
        **{"o": "overview", "i": "inventory", "r": "recommendations", "v": "vulnerabilities", "a": "attack-paths"},
        **{"e": "explorer", "d": "identities", "c": "coverage"},
    }
    page = analyst.opens("/posture/settings")
    page.keyboard.press("g")
    page.keyboard.press(key)
    page.wait_for_url(f"**/posture/{names[key]}")


@pytest.mark.parametrize(
    "path", ["/posture/inventory", "/posture/recommendations", "/posture/recommendations?group=check"]
)
def test_brackets_lead_to_the_object_before_and_after_in_the_list(analyst: Visitor, path: str) -> None:
    page = analyst.opens(path)
    every = [row.locator("a.strong").first.get_attribute("href") for row in page.locator("tr[data-row]").all()]
    links = list(dict.fromkeys(every))  # of checks, several may be of one resource
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**{links[0]}")
    assert "[" not in listed(page)
    for key, wanted in (("]", links[1]), ("]", links[2]), ("[", links[1])):
        page.keyboard.press(key)
        page.wait_for_url(f"**{wanted}")
    assert {"[", "]"} <= listed(page)


def test_g_and_a_letter_stay_at_an_older_snapshot(analyst: Visitor, published: Published) -> None:
    page = analyst.opens(f"/posture/inventory?q=o&at={published.manifest.id}")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(f"**/posture/identities?at={published.manifest.id}")


def test_escape_closes_what_lies_on_top_and_gives_the_focus_back(analyst: Visitor) -> None:
    page = analyst.opens("/posture/inventory")
    page.locator("[data-opens]").first.click()
    expect(page.locator(".beside-list")).to_be_visible()
    page.locator(".account summary").click()
    page.keyboard.press("Escape")
    expect(page.locator(".account")).not_to_have_attribute("open", "")
    expect(page.locator(".account summary")).to_be_focused()
    expect(page.locator(".beside-list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".beside-list")).to_have_count(0)
    expect(page.locator("[data-opens]").first).to_be_focused()
    page.locator("#list-q").focus()
    page.locator("h1").focus()
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_be_focused()


def test_on_a_phone_escape_closes_the_menu(browser: Browser, portal: Served) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 360, "height": 740}) as found:
        page = found.opens("/posture/inventory")
        page.get_by_role("button", name="Menu").click()
        expect(page.locator("#menu")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#menu")).to_be_hidden()
        expect(page.get_by_role("button", name="Menu")).to_be_focused()
