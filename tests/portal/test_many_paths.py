"""The map where there are very many paths: at most 40 cards, and it says how many paths they leave out."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.portal.many_paths import with_paths

MOST_CARDS = 40


@pytest.fixture
def portal(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    home = with_paths(shutil.copytree(demo_home, tmp_path / "home"), 500)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_of_five_hundred_paths_forty_cards_are_drawn_and_the_rest_is_said(portal: Served, browser: Browser) -> None:
    viewer = portal.person(Role.VIEWER)
    worst = viewer.get("/attack-paths", params={"limit": 1}).json()
    assert worst["total"] == 500
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens(f"/posture/attack-paths/{worst['items'][0]['id']}")
        expect(page.locator("main")).to_contain_text("500 paths that share")
        cards = page.locator(".map .node").count()
        assert 10 < cards <= MOST_CARDS
        expect(page.locator(".map-foot")).to_contain_text("of them are longer or do not fit into 40 cards")
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])
