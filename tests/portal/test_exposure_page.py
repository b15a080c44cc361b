"""An exposure has a page of its own, where all that is done in the queue is done as well."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.portal.links import resource_path
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.reading import Snapshots
from bartizan.service.triage import Exposure, exposures, triage_of
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.portal.browser import visiting


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("exposure") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def worst(portal: Served) -> Exposure:
    with Snapshots(portal.settings.home).open() as published:
        return exposures(published, portal.state, "default")[0]


def address(each: Exposure) -> str:
    return "/operations" + resource_path(each.node.id, "").replace("/inventory/", "/queue/")


def test_it_is_opened_from_the_queue_and_worked_on(portal: Served, browser: Browser, worst: Exposure) -> None:
    with visiting(browser, portal, Role.ANALYST) as somebody:
        page = somebody.opens("/operations/queue")
        page.get_by_role("link", name="Open", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Exposure of {worst.node.name}")
        opened = page.url
        assert opened.endswith(address(worst).rpartition("~")[2])
        page.get_by_label("Comment", exact=True).fill("It is on its way.")
        page.get_by_role("button", name="Comment").click()
        expect(page.locator(".timeline")).to_contain_text("It is on its way.")
        page.get_by_label("Progress").select_option("in_work")
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.locator(".timeline")).to_contain_text("progress is in work")
        assert page.url.split("?")[0] == opened
        assert somebody.violations() == []
        page.get_by_label("Breadcrumb").get_by_role("link", name="Queue").click()
        page.wait_for_url("**/operations/queue")
        assert (somebody.said, somebody.elsewhere) == ([], [])
    assert triage_of(portal.state, "default", worst.node.id).progress == "in_work"


def test_its_paths_are_those_that_begin_there(portal: Served, worst: Exposure) -> None:
    client = portal.person(Role.VIEWER)
    text = client.get(f"{portal.address}{address(worst)}").text
    assert "Triage: needs the role analyst" in text
    found = re.search(r'href="(/operations/attack-paths\?entry=[^"]+)"[^>]*>([\d,]+)<', text)
    assert found
    assert int(found[2]) == worst.paths
    with Snapshots(portal.settings.home).open() as published:
        asked = ListFilter(values={"entry": [worst.node.id]})
        assert listing.total(published, "attack_paths", asked) == worst.paths


def test_what_is_none_is_behind_the_door(portal: Served, worst: Exposure) -> None:
    viewer = portal.person(Role.VIEWER)
    assert viewer.get(f"{portal.address}/posture/queue/x~0123456789abcdef").status_code == 404
    other = portal.person(Role.ADMIN, "team-other").get(f"{portal.address}{address(worst)}")
    assert worst.node.name not in other.text
    assert "No scan yet." in other.text
