"""The map where there are very many paths: at most 40 cards, stubs that lead to the others, and how many are open."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.report.paging import Part
from bartizan.service.attack import attack_paths
from bartizan.service.reading import Snapshots
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.many_paths import with_paths

pytestmark = pytest.mark.slow

MOST_CARDS = 40


@pytest.fixture
def portal(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = with_paths(shutil.copytree(demo_home, tmp_path / "home"), 500)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_neighbours_are_looked_for_among_all_paths_and_what_is_left_out_is_said(
    demo_home: Path, tmp_path: Path
) -> None:
    home = with_paths(shutil.copytree(demo_home, tmp_path / "home"), 700, capped=7)
    with Snapshots(home).open() as published:
        paths = attack_paths(published, part=Part(limit=700)).items
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        viewer = found.person(Role.VIEWER)
        last = viewer.get(f"{found.address}/posture/attack-paths/{paths[-1].id}").text
        assert "the worst 501 of 700 paths that share" in last
        assert "7 more paths of these scenarios are not listed" in last
        assert "7 more paths not listed" in viewer.get(f"{found.address}/posture/attack-paths").text


def test_of_five_hundred_paths_forty_cards_are_drawn_and_the_rest_is_said(portal: Served, browser: Browser) -> None:
    viewer = portal.person(Role.VIEWER)
    worst = viewer.get("/attack-paths", params={"limit": 1}).json()
    assert worst["total"] == 500
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture/attack-paths/{worst['items'][0]['id']}")
        expect(page.locator("main")).to_contain_text("500 paths that share")
        cards = page.locator(".map .node").count()
        assert 10 < cards <= MOST_CARDS
        said = page.locator(".map-foot").get_by_text("500 paths, ").inner_text()
        is_open = int(said.removeprefix("500 paths, ").split()[0])
        assert 10 < is_open < 500
        stubs = page.locator(".map .is-stub")
        left = sum(int(each.split()[0]) for each in stubs.locator(".name").all_text_contents())
        assert stubs.count() >= 1
        assert is_open + left <= 500
        stubs.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: worst["items"][0]["id"] not in url)
        expect(page.locator(".map .node.is-this").first).to_be_attached()
        assert page.locator(".map .node").count() <= MOST_CARDS
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])
