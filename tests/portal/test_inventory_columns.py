"""As whom a workload runs, since when it is known, and what came with the last scan."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.portal.app import create_portal
from bartizan.service.answers.row_marks import unread_identities
from bartizan.service.published import Published, open_published
from bartizan.state.access.nouns import Role
from tests.api.serving import served
from tests.portal.browser import Visitor, visiting
from tests.service.estate import arn
from tests.service.estate import published as made

SEEN = "update {table} set first_seen = timestamp '2025-12-01' where id not like '%new'"
NOW = "update {table} set first_seen = now()::timestamp + interval 1 minute where id like '%new'"


def function(name: str, *roles: str) -> dict[str, object]:
    return {"id": arn(name), "name": name, "identity_ids": list(roles)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    functions = [
        function("old", f"{arn('x')}:role/reader"),
        function("new"),
        {**function("lost"), "identity_ids": None},
    ]
    changes = [sql.format(table=table) for sql in (SEEN, NOW) for table in ("resource", "inventory")]
    return made(tmp_path_factory.mktemp("home"), functions, also=changes)


@pytest.fixture
def wide(browser: Browser, home: Path) -> Iterator[Visitor]:
    size = {"width": 1920, "height": 900}
    with (
        served(ServeSettings(home, "http://127.0.0.1"), create_portal) as portal,
        visiting(browser, portal, Role.VIEWER, viewport=size) as found,
    ):
        yield found
        assert (found.said, found.elsewhere) == ([], [])


def cell(visitor: Visitor, name: str, label: str) -> str:
    row = visitor.page.locator("tr[data-row]", has=visitor.page.get_by_role("link", name=name, exact=True))
    return row.locator(f'[data-label="{label}"]').inner_text()


def test_who_a_workload_runs_as_is_said_or_unknown(wide: Visitor) -> None:
    page = wide.opens("/posture/inventory")
    assert cell(wide, "old", "Identity") == "reader"
    assert cell(wide, "new", "Identity") == "–"
    assert cell(wide, "lost", "Identity") == "unknown"
    assert "days ago" in cell(wide, "old", "Seen").split("\n")[0]
    assert wide.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") == 1920


def test_what_is_new_is_counted_and_leads_to_it(wide: Visitor) -> None:
    page = wide.opens("/posture/inventory")
    page.get_by_role("link", name="1 new since the last scan").click()
    page.wait_for_url("**filter=first_seen**")
    expect(page.get_by_role("heading", level=2, name="1 workload")).to_be_visible()
    expect(page.locator("tr[data-row] td.wide .link")).to_have_text("new")


def test_of_a_first_scan_nothing_is_new(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    expect(page.get_by_text("new since the last scan")).to_have_count(0)


def test_identities_that_were_denied_are_unknown(home: Path, published: Published) -> None:
    with open_published(home) as opened:
        assert unread_identities(opened) == {arn("lost")}
    denied = published.engine.rows("select id from azure_web_app where identity_ids is null")
    assert {row["id"] for row in denied} <= unread_identities(published)


def test_kinds_are_a_filter(somebody: Visitor) -> None:
    page = somebody.opens("/posture/inventory?kind=image")
    expect(page.get_by_role("heading", level=2, name="1 workload")).to_be_visible()
    expect(page.get_by_role("link", name="Remove Kind: image")).to_be_visible()
