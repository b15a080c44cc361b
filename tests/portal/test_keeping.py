"""What people keep: views of lists with their columns, each person their own, and what is attested of a control."""

from collections.abc import Iterator

import pytest
from httpx2 import Client
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import UsageError
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.audit import audit_log
from bartizan.state.kept.views import MOST_VIEWS, SavedView, ViewOwner, forget_view, keep_view, saved_views
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

ROWS = [{"id": arn("orders"), "name": "orders", "exposure": "internet"}, {"id": arn("stock"), "name": "stock"}]
CONTROL = "/posture/compliance?framework=nist-800-53&control=AC-2"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, ROWS)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def post(client: Client, portal: Served, path: str, **fields: str) -> int:
    sent = {"csrf": client.get("/session").json()["csrf"], "next": "/posture/inventory", **fields}
    return client.post(f"{portal.address}/posture/{path}", data=sent).status_code


def test_a_view_is_kept_with_its_columns_and_forgotten(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/inventory?exposure=internet&sort=name")
        page.get_by_text("Columns", exact=True).click()
        page.get_by_role("checkbox", name="Login").uncheck()
        page.get_by_role("button", name="Show these").click()
        expect(page.get_by_role("columnheader", name="Login")).to_have_count(0)
        expect(page.get_by_role("columnheader", name="Exposure")).to_be_visible()
        view = page.url
        page.get_by_text("Keep this view").click()
        page.get_by_label("Name of this view").fill("Open <b>orders</b>")
        page.get_by_role("button", name="Keep", exact=True).click()
        own = page.get_by_role("navigation", name="Your views")
        expect(own.get_by_role("link", name="Open <b>orders</b>")).to_have_attribute("aria-current", "true")
        page = somebody.opens("/posture/inventory")
        own.get_by_role("link", name="Open <b>orders</b>").click()
        expect(page.get_by_role("columnheader", name="Login")).to_have_count(0)
        expect(page.locator("tbody tr")).to_have_count(1)
        assert sorted(page.url.split("?")[1].split("&")) == sorted(view.split("?")[1].split("&"))
        assert somebody.violations() == []
        page.get_by_role("button", name="Forget this view").click()
        expect(own.get_by_role("link")).to_have_count(0)
        assert somebody.said == []


def test_views_are_each_persons_and_pages_own(portal: Served) -> None:
    one, other = portal.person(Role.VIEWER), portal.person(Role.ADMIN)
    assert post(one, portal, "views", page="inventory", name="mine", query="q=orders") == 303
    assert ">mine<" in one.get(f"{portal.address}/posture/inventory").text
    for client, page in ((other, "inventory"), (one, "identities")):
        assert ">mine<" not in client.get(f"{portal.address}/posture/{page}").text
    assert post(other, portal, "views/forget", page="inventory", name="mine") == 303
    assert ">mine<" in one.get(f"{portal.address}/posture/inventory").text
    assert post(one, portal, "views", page="no-such-page", name="mine") == 404
    assert post(one, portal, "views", page="inventory", name="  ") == 400


def test_views_are_few(portal: Served) -> None:
    owner = ViewOwner("default", "person", "inventory")
    for n in range(MOST_VIEWS):
        keep_view(portal.state, owner, SavedView(f"view {n}", ""))
    with pytest.raises(UsageError, match="at most"):
        keep_view(portal.state, owner, SavedView("one more", ""))
    keep_view(portal.state, owner, SavedView("view 1", "q=x"))
    forget_view(portal.state, owner, "view 2")
    kept = saved_views(portal.state, owner)
    assert len(kept) == MOST_VIEWS - 1
    assert SavedView("view 1", "q=x") in kept


def test_a_control_is_attested_beside_what_was_checked(portal: Served) -> None:
    analyst, viewer = portal.person(Role.ANALYST), portal.person(Role.VIEWER)
    said = {"framework": "nist-800-53", "control": "AC-2", "met": "yes", "statement": "Policy read <i>today</i>"}
    assert post(viewer, portal, "attest", **said) == 403
    assert post(analyst, portal, "attest", **said | {"control": "no-such"}) == 404
    assert post(analyst, portal, "attest", **said | {"statement": " "}) == 400
    assert post(analyst, portal, "attest", **said) == 303
    text = viewer.get(f"{portal.address}{CONTROL}").text
    assert "Attested as met by " in text
    assert "Policy read &lt;i&gt;today&lt;/i&gt;" in text
    assert "Not evaluated" in text
    assert post(analyst, portal, "attest", **said | {"met": "no"}) == 303
    lines = analyst.get(f"{portal.address}/posture/compliance.csv?framework=nist-800-53").text.splitlines()
    assert lines[0].endswith("attested,statement,attested_by,attested_at")
    assert sum(",not_met," in line for line in lines) == 1
    entry = audit_log(portal.state, "default")[0]
    assert (entry.action, entry.subject, (entry.before or {})["is_met"]) == ("control.attest", "nist-800-53 AC-2", True)
    elsewhere = portal.person(Role.ANALYST, "team-elsewhere")
    assert "Attested" not in elsewhere.get(f"{portal.address}{CONTROL}").text
