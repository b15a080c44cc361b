"""Saved queries in the portal: each has an address, and what somebody keeps for themselves nobody else finds."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from httpx2 import Client
from playwright.sync_api import Browser, Page, expect

from bartizan.api.guard import cookie_name
from bartizan.api.settings import ServeSettings
from bartizan.explore.template import templates
from bartizan.portal.app import create_portal
from bartizan.portal.features import FEATURES, Workspace
from bartizan.service.answers.questions import PAGES_OF_EXPLORER
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import Visitor, visiting
from tests.portal.forms import send_form
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

OPEN = "find aws_lambda_function where exposure = internet"
SECRET = "kept-to-myself"
ROWS = [
    {"id": arn("orders"), "name": "orders", "exposure": "internet", "authentication": "none"},
    {"id": arn("stock"), "name": "stock", "exposure": "none", "authentication": "none"},
]


@pytest.fixture
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, ROWS)
    published(home, ROWS, "team-shop", "two")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def save(client: Client, name: str, text: str = OPEN, *, is_private: bool = False) -> str:
    answer = client.post("/explore/queries", json={"name": name, "text": text, "is_private": is_private})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["key"])


def saving(page: Page, name: str, who: str) -> None:
    page.locator("#save-query summary").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label(who).check()
    page.get_by_role("button", name="Save").click()


def names(page: Page, heading: str) -> list[str]:
    return page.locator(f".templates h3:text-is('{heading}') + ul a").all_inner_texts()


def test_who_saves_a_query_says_who_sees_it(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens("/posture/explorer")
        saving(page, "mine", "Only me")
        page.wait_for_url(re.compile("/posture/explorer/mine~[0-9a-f]{16}$"))
        expect(page.locator("h1")).to_have_text("mine")
        expect(page.locator(".head")).to_contain_text("only you see it")
        assert (names(page, "Only you"), names(page, "Everybody in this directory")) == (["mine"], [])
        expect(page.locator("#results h2")).to_have_text("1 match")
        own = page.url
        saving(page, "ours", "Everybody in this directory")
        page.wait_for_url("**/posture/explorer/ours")
        expect(page.locator(".head")).to_contain_text("shared in this directory by analyst-default")
        assert (names(page, "Only you"), names(page, "Everybody in this directory")) == (["mine"], ["ours"])
        page.goto(own)
        page.get_by_role("button", name="Share").click()
        page.wait_for_url("**/posture/explorer/mine")
        assert (names(page, "Only you"), names(page, "Everybody in this directory")) == ([], ["mine", "ours"])
        page.locator("#save-query summary").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("mine")
        assert somebody.violations() == []
        page.get_by_role("button", name="Remove mine").click()
        page.wait_for_url("**/posture/explorer")
        assert names(page, "Everybody in this directory") == ["ours"]
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_a_viewer_keeps_queries_without_scripts(portal: Served, browser: Browser) -> None:
    shared = save(portal.person(Role.ANALYST), "ours")
    with visiting(browser, portal, Role.VIEWER, java_script_enabled=False) as somebody:
        page = somebody.opens(f"/operations/explorer/{shared}")
        page.locator("#save-query summary").click()
        expect(page.get_by_label("Only me")).to_be_checked()
        expect(page.get_by_label("Everybody in this directory")).to_be_disabled()
        expect(page.get_by_role("button", name="Remove ours")).to_have_count(0)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/operations/explorer/ours~*")
        expect(page.locator("main")).to_contain_text("Share: needs the role analyst")
        page.locator("#save-query summary").click()
        page.get_by_role("button", name="Remove ours").click()
        page.wait_for_url("**/operations/explorer")
        assert names(page, "Only you") == []


@pytest.mark.parametrize("role", list(Role))
def test_somebody_else_s_own_query_is_nowhere(portal: Served, role: Role) -> None:
    key = save(portal.owner(), SECRET, f"{OPEN} and name != {SECRET}", is_private=True)
    other = portal.person(role)
    for workspace in Workspace:
        base = f"{portal.address}/{workspace}"
        none = other.get(f"{base}/explorer/none")
        for each in (key, SECRET, f"{SECRET}~0123456789abcdef"):
            answer = other.get(f"{base}/explorer/{each}")
            assert (answer.status_code, answer.text.replace(each, "none")) == (404, none.text)
        paths = ("/explorer", f"/explorer?named={key}", "/explorer/counts", f"/search?q={SECRET[:7]}", "/settings")
        told = {path: other.get(f"{base}{path}", follow_redirects=True).text for path in paths}
        assert [path for path, text in told.items() if SECRET in text.replace(key, "")] == []
    sent = [
        send_form(portal, other, f"queries/{what}", key=each) for what in ("share", "remove") for each in (key, "none")
    ]
    assert {each.status_code for each in sent[2:]} == {404}
    assert {each.status_code for each in sent[:2]} == {403 if role is Role.VIEWER else 404}
    assert portal.owner().get(f"/explore/queries/{key}").status_code == 200


def test_an_address_holds_in_its_own_directory(portal: Served) -> None:
    save(portal.person(Role.ANALYST), "ours")
    assert portal.person(Role.VIEWER).get(f"{portal.address}/posture/explorer/ours").status_code == 200
    assert portal.person(Role.ADMIN, "team-shop").get(f"{portal.address}/posture/explorer/ours").status_code == 404
    assert portal.anybody().get(f"{portal.address}/posture/explorer/ours").status_code == 303


def test_who_may_not_share_does_not(portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    shared = save(portal.person(Role.ANALYST), "ours")
    own = save(viewer, "mine", is_private=True)
    assert send_form(portal, viewer, "queries", name="new", text=OPEN, who="all").status_code == 403
    assert send_form(portal, viewer, "queries/share", key=own).status_code == 403
    assert send_form(portal, viewer, "queries/remove", key=shared).status_code == 403
    assert send_form(portal, viewer, "queries", name="new", text=OPEN, who="me").status_code == 303


def test_each_query_has_an_address_and_changes_leave_it(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/explorer")
        title = templates()["exposed_without_login"].title
        page.locator(".templates").get_by_role("link", name=title).click()
        page.wait_for_url("**/posture/explorer/exposed_without_login")
        expect(page.locator("h1")).to_have_text(title)
        expect(page.locator(".head")).to_contain_text("ships with Bartizan")
        assert page.title() == f"{title} · Bartizan"
        assert somebody.violations() == []
        page.get_by_role("link", name="Graph", exact=True).click()
        page.wait_for_url("**/explorer/exposed_without_login?view=graph")
        page.get_by_role("link", name="Table", exact=True).click()
        page.locator(".query-tree li").nth(1).locator("a.move", has_text="not").click()
        page.wait_for_url("**/posture/explorer?q=*not*")
        expect(page.locator("h1")).to_have_text("Security explorer")
        page.go_back()
        expect(page.locator("h1")).to_have_text(title)
        page.get_by_label("Query", exact=True).fill("find aws_lambda_function")
        page.wait_for_url("**/posture/explorer?q=find*")
        expect(page.locator("h1")).to_have_text("Security explorer")
        assert page.title() == "Security explorer · Bartizan"
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_the_link_to_an_own_query_holds_the_query(portal: Served, browser: Browser) -> None:
    owner = portal.owner()
    keys = {True: save(owner, "mine", is_private=True), False: save(owner, "ours")}
    with visiting(browser, portal, None, permissions=["clipboard-read", "clipboard-write"]) as somebody:
        signed_in_as(somebody, portal, owner)
        for is_private, key in keys.items():
            page = somebody.opens(f"/posture/explorer/{key}")
            page.get_by_role("button", name="Copy link").click()
            expect(page.locator("#toasts")).to_contain_text("The link is copied")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert ("?q=find" in copied) is is_private
            answer = portal.person(Role.VIEWER).get(copied)
            assert (answer.status_code, "1 match" in answer.text) == (200, True)


def signed_in_as(somebody: Visitor, portal: Served, client: Client) -> None:
    name = cookie_name(portal.settings)
    somebody.page.context.add_cookies([{"name": name, "value": client.cookies[name], "url": portal.address}])


def test_what_is_found_by_search_leads_there(portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    keys = [save(viewer, SECRET, is_private=True), "privileged-and-open"]
    save(portal.person(Role.ANALYST), keys[1])
    for workspace in Workspace:
        for key in keys:
            found = viewer.get(f"{portal.address}/{workspace}/search?q={key.split('~')[0]}")
            assert found.headers["Location"] == f"/{workspace}/explorer/{key}"


def test_no_query_hides_behind_another_page(portal: Served) -> None:
    included = [getattr(each, "original_router", None) for each in create_portal(portal.settings).routes]
    places = [route.path for router in included if router for route in router.routes if isinstance(route, APIRoute)]
    places += [f"/posture{each.path}" for each in FEATURES.values()]
    found = [re.fullmatch(r"/(?:posture|\{workspace\})/explorer/([a-z0-9_-]+)", each) for each in places]
    taken = {each[1] for each in found if each}
    assert taken == PAGES_OF_EXPLORER
    analyst = portal.person(Role.ANALYST)
    for name in sorted(taken):
        key = save(analyst, name)
        assert f'<h1 tabindex="-1">{name}</h1>' in analyst.get(f"{portal.address}/posture/explorer/{key}").text


@pytest.mark.parametrize("width", [360, 720])
def test_on_a_small_screen_everything_is_in_reach(portal: Served, browser: Browser, width: int) -> None:
    key = save(
        portal.person(Role.ADMIN), "a-name-of-many-words-that-says-all-of-it-and-more-than-that", is_private=True
    )
    with visiting(browser, portal, Role.ADMIN, viewport={"width": width, "height": 740}) as somebody:
        page = somebody.opens(f"/posture/explorer/{key}")
        page.locator("#save-query summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator("#save-query .popup").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert somebody.violations() == []
