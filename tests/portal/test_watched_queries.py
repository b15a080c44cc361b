"""Before a watched query is removed, the page names the rules that watch it; afterwards they say that it is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.explore.parse import parse
from bartizan.portal.app import create_portal
from bartizan.service.exploring import save
from bartizan.service.notifying.listing import rule_items
from bartizan.service.notifying.rules import NotificationRequest, add_rule
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

QUERY = parse("find aws_lambda_function where exposure = internet").query
WARNING = "Once it is removed, nobody is notified of its matches any more."


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    """The portal over a home where two rules watch one query, and none the other."""
    home = published(tmp_path / "home", [{"id": arn("orders"), "name": "orders"}])
    save(home, "watched", QUERY, "test")
    save(home, "alone", QUERY, "test")
    for name, kinds in (("night-team", ("query",)), ("stores", ("finding", "query"))):
        add_rule(home, NotificationRequest(name, "email", "team@shop.example", kinds=kinds, query="watched", by="test"))
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_rules_that_watch_a_query_are_named_before_it_goes_and_say_so_after(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens("/posture/settings/notifications")
        expect(page.locator("tr", has_text="night-team")).to_contain_text("query watched")
        expect(page.locator("main")).not_to_contain_text("was removed")
        page = somebody.opens("/posture/explorer/watched")
        page.locator("#save-query summary").click()
        said = f"The notification rules night-team and stores watch this query. {WARNING}"
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.get_by_role("button", name="Remove watched")).to_have_accessible_description(said)
        assert somebody.violations() == []
        page.get_by_role("button", name="Remove watched").click()
        page.wait_for_url("**/posture/explorer")
        page = somebody.opens("/posture/settings/notifications")
        for rule in ("night-team", "stores"):
            row = page.locator("tr", has_text=rule)
            expect(row).to_contain_text("query gone")
            expect(row).to_contain_text("Its query watched was removed: no new match is found")
        assert somebody.violations() == []
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_a_query_that_no_rule_watches_goes_without_a_word(portal: Served, browser: Browser) -> None:
    viewer = portal.person(Role.VIEWER)
    own = viewer.post(
        "/explore/queries", json={"name": "watched", "text": "find aws_lambda_function", "is_private": True}
    )
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens("/posture/explorer/alone")
        expect(page.locator("#save-query")).not_to_contain_text(WARNING)
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture/explorer/{own.json()['key']}")
        expect(page.locator("#save-query")).to_contain_text("Remove watched")
        expect(page.locator("#save-query")).not_to_contain_text(WARNING)


def test_a_rule_works_again_once_its_query_is_back(portal: Served) -> None:
    home, analyst = portal.settings.home, portal.person(Role.ANALYST)
    assert analyst.delete("/explore/queries/watched").status_code == 204
    rules = analyst.get("/notifications/rules").json()
    assert {each["name"]: each["is_query_gone"] for each in rules} == {"night-team": True, "stores": True}
    save(home, "watched", QUERY, "test")
    assert [each.is_query_gone for each in rule_items(home)] == [False, False]
