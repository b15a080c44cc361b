"""The queue is narrowed by what exposures reach, where they are, what is exploited and what came back."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.portal.words import middle
from bartizan.service.reading import Snapshots
from bartizan.service.triage import Exposure, exposures
from bartizan.state.access.nouns import Role
from bartizan.state.triage import TriageEvent, change_triage
from tests.api.serving import Served, served
from tests.portal.browser import Visitor, visiting


@pytest.fixture(scope="module")
def portal(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("queue") / "home")
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.fixture(scope="module")
def reopened(portal: Served) -> str:
    """Return the name of an exposure that was done and is worked on again; another one is still done."""
    again, done = found(portal)[:2]
    for each, word in ((again, "done"), (again, "in_work"), (done, "done")):
        change_triage(portal.state, "default", each.node.id, TriageEvent(now(), "shop-team", "progress", word))
    return again.node.name


@pytest.fixture
def wide(browser: Browser, portal: Served) -> Iterator[Visitor]:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": 1920, "height": 900}) as visitor:
        yield visitor
        assert (visitor.said, visitor.elsewhere) == ([], [])


def found(portal: Served) -> list[Exposure]:
    with Snapshots(portal.settings.home).open() as published:
        return exposures(published, portal.state, "default")


def test_what_was_done_and_came_back_is_found_with_its_last_event(wide: Visitor, reopened: str) -> None:
    page = wide.opens("/operations/queue")
    page.get_by_role("link", name="Reopened 1").click()
    rows = page.locator("tr[data-row]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(reopened)
    expect(rows.locator('[data-label="Last event"]')).to_contain_text("progress: in work")
    expect(rows.locator('[data-label="Last event"]')).to_contain_text("shop-team, just now")
    assert wide.violations() == []
    page.get_by_role("link", name="Reopened 1").click()
    expect(rows).not_to_have_count(1)


def test_each_choice_leads_to_as_many_as_it_says(wide: Visitor, reopened: str) -> None:
    page = wide.opens("/operations/queue")
    shown = page.get_by_role("list", name="Narrow the queue").get_by_role("link").all()
    links = [(each.inner_text(), str(each.get_attribute("href"))) for each in shown]
    assert {"Exploited", "Reaches:", "Scope:", "Reopened"} <= {text.split()[0] for text, _ in links}
    for text, href in links:
        page = wide.opens(href)
        assert page.locator("tr[data-row]").count() == int(text.split()[-1]) > 0, text


def test_two_choices_hold_together(wide: Visitor, portal: Served) -> None:
    expected = [
        each.node.name
        for each in found(portal)
        if each.worst.target_kind == "data" and each.node.scope == "111122223333" and each.triage.progress != "done"
    ]
    page = wide.opens("/operations/queue?reaches=data&scope=111122223333")
    assert page.locator("tr[data-row]").count() == len(expected) > 0


def names(visitor: Visitor) -> list[str]:
    return visitor.page.locator("tr[data-row] td:nth-child(2) a").all_inner_texts()


def test_it_is_sorted_in_the_address_and_the_spreadsheet_has_the_same(wide: Visitor, portal: Served) -> None:
    client = portal.person(Role.VIEWER)
    wide.opens("/operations/queue")
    by_risk = names(wide)
    orders = set()
    for word in ("Workload", "Progress", "Age", "Risk"):
        heading = wide.page.get_by_role("columnheader", name=word)
        for order in ("ascending", "descending"):
            heading.get_by_role("link").click()
            expect(wide.page.locator(f"th[aria-sort={order}]")).to_contain_text(word)
            shown = names(wide)
            assert sorted(shown) == sorted(by_risk)
            orders.add(tuple(shown))
            text = client.get(wide.page.url.replace("/queue", "/queue.csv")).text
            rows = list(csv.DictReader(io.StringIO(text)))
            assert [middle(row["name"] or row["id"], 28) for row in rows] == shown
    assert len(orders) > 3
    assert wide.violations() == []
    wide.opens("/operations/queue?sort=name&data=sensitive&reaches=data")
    link = wide.page.get_by_role("link", name="CSV")
    rows = list(csv.DictReader(io.StringIO(client.get(f"{portal.address}{link.get_attribute('href')}").text)))
    assert len(rows) == len(names(wide)) > 0
    assert {(row["data_class"], row["reaches"]) for row in rows} == {("sensitive", "data")}
    assert [row["name"].lower() for row in rows] == sorted(row["name"].lower() for row in rows)


def test_it_is_narrowed_to_somebody(wide: Visitor, portal: Served) -> None:
    two = found(portal)[4:6]
    for each in two:
        change_triage(portal.state, "default", each.node.id, TriageEvent(now(), "ops", "assignee", "stores-team"))
    page = wide.opens("/operations/queue")
    page.get_by_role("link", name="Assignee: stores-team 2").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    assert set(names(wide)) == {middle(each.node.name or each.node.id, 28) for each in two}
