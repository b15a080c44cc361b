"""An address that names an older snapshot: each page says so, shows what was true then, and its links stay there."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.portal.features import FEATURES
from bartizan.portal.links import resource_path
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

OBJECTS = [resource_path(arn("orders"), "orders"), "/recommendations/aws.lambda.open"]
OLDER = "This page shows the older snapshot"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    published(home, [{"id": arn("orders"), "name": "orders"}], id_="one")
    published(home, [{"id": arn("stock"), "name": "stock"}, {"id": arn("shop"), "name": "shop"}], id_="two")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.mark.parametrize("path", [each.path for each in FEATURES.values() if not each.is_object] + OBJECTS)
def test_each_page_says_that_it_shows_an_older_snapshot(portal: Served, path: str) -> None:
    viewer = portal.person(Role.VIEWER)
    older = viewer.get(f"{portal.address}/posture{path}", params={"at": "one"})
    assert older.status_code == 200
    assert OLDER in older.text
    assert "Show the latest" in older.text
    assert "stock" not in older.text
    inside = re.findall(r"<main.*</main>", older.text, re.DOTALL)[0]
    links = {unescape(link) for link in re.findall(r'href="(/posture/[^"]*)"', inside)}
    assert {link for link in links if "at=" not in link} <= {f"/posture{path}"}
    latest = viewer.get(f"{portal.address}/posture{path}")
    assert OLDER not in latest.text or latest.status_code == 404


def test_the_way_back_to_the_latest_is_a_click(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/inventory?at=one&q=o")
        expect(page.locator("tbody tr")).to_have_count(1)
        assert somebody.violations() == []
        page.get_by_role("link", name="orders").first.click()
        page.wait_for_url("**at=one**")
        expect(page.locator("main")).to_contain_text(OLDER)
        page.go_back()
        page.get_by_role("link", name="Show the latest").click()
        page.wait_for_url(lambda url: "at=" not in url and "q=o" in url)
        expect(page.locator("tbody tr")).to_have_count(2)
        expect(page.locator("main")).not_to_contain_text(OLDER)
        assert somebody.said == []


def test_a_snapshot_that_is_not_there_is_the_door(portal: Served) -> None:
    viewer = portal.person(Role.VIEWER)
    assert viewer.get(f"{portal.address}/posture/inventory", params={"at": "three"}).status_code == 404
    elsewhere = portal.person(Role.ADMIN, "team-shop")
    assert elsewhere.get(f"{portal.address}/posture/inventory", params={"at": "one"}).status_code == 404
