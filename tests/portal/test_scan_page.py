"""Scans: each has an address and says what was new and fixed with it; the list is narrowed by status and scope."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.service.changes.scans import findings_of, published_scans
from bartizan.service.published import open_published
from bartizan.state import Manifest, State
from bartizan.state.access.nouns import Role
from bartizan.state.work.runs import ScanRun, add_run, change_run
from tests.api.serving import Served, served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

pytestmark = pytest.mark.slow

SHOP, BILLING = "111122223333", "444455556666"
FIRST, SECOND = (
    now().replace(microsecond=0) - datetime.timedelta(days=3),
    now().replace(microsecond=0) - datetime.timedelta(days=1),
)
COLUMNS = "rule_id, resource_type, resource_id, scope, state, opened, closed"


def life(rule: str, name: str, state: str, opened: str, closed: str = "") -> str:
    """Return a finding's history; ``1`` stands for the first scan and ``2`` for the second."""
    times = {"1": f"timestamp '{FIRST}'", "2": f"timestamp '{SECOND}'"}
    lists = (f"[{', '.join(times[each] for each in found)}]::timestamp[]" for found in (opened, closed))
    return f"('aws.lambda.{rule}', 'aws_lambda_function', '{arn(name)}', '{SHOP}', '{state}', {', '.join(lists)})"


LIVES = f"""
create table finding_history as from (values
    {life("open", "orders", "open", "1")}, {life("old", "orders", "open", "12", "1")},
    {life("open", "<b>gone</b>", "removed", "1", "2")}, {life("old", "billing", "resolved", "1", "2")},
    {life("open", "billing", "resolved", "1", "2")}
) as t({COLUMNS})
"""


def summary(*scopes: str, read: int) -> dict[str, object]:
    coverage = [{"scope": each, "kind": "aws_lambda_function", "outcome": "ok", "detail": ""} for each in scopes]
    return {"coverage": coverage, "bytes_read": read, "calls": {"lambda:ListFunctions": 7}, "warnings": ["<b>slow</b>"]}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Three scans: of two accounts; of one, in part; and the one that keeps all findings' history."""
    home: Path = tmp_path_factory.mktemp("home")
    state, minute = State(home), datetime.timedelta(minutes=1)
    state.publish(Manifest("one", "default", FIRST, FIRST + minute, "complete", summary(SHOP, BILLING, read=2_500_000)))
    state.publish(Manifest("two", "default", SECOND, SECOND + minute, "partial", summary(SHOP, read=0)))
    published(home, [{"id": arn("orders"), "name": "orders"}], id_="three", also=[LIVES])
    for run, values in (
        (ScanRun("full", "analyst", id="s-two"), {"status": "partial", "snapshot_id": "two"}),
        (ScanRun("full", "analyst", id="s-lost"), {"status": "failed", "detail": "the role <b>refused</b>"}),
        (ScanRun("full", "analyst", id="s-waits"), {"status": "queued"}),
    ):
        add_run(state, "default", run)
        change_run(state, run.id, **values)
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


def test_what_is_counted_of_a_scan_is_what_its_page_lists(portal: Served) -> None:
    with open_published(portal.settings.home) as found:
        scans = {each.figures.id: each for each in published_scans(portal.settings.home, found, directory="default")}
        assert {id_: (each.new, each.fixed) for id_, each in scans.items()} == {
            "one": (5, 1),
            "two": (1, 2),
            "three": (0, 0),
        }
        assert {id_: (each.bytes_read, each.is_first) for id_, each in scans.items()} == {
            "one": (2_500_000, True), "two": (0, False), "three": (0, False),
        }  # fmt: skip
        for scan in scans.values():
            for what, n in (("new", scan.new), ("fixed", scan.fixed)):
                assert len(findings_of(found, scan, what)) == n
        fixed = findings_of(found, scans["two"], "fixed")
        assert [(row["rule_id"], row["resource_id"], row["state"]) for row in fixed] == [
            ("aws.lambda.open", arn("billing"), "resolved"), ("aws.lambda.old", arn("billing"), "resolved"),
        ]  # fmt: skip
    assert [each.new for each in published_scans(portal.settings.home, None, directory="default")] == [None] * 3


@pytest.mark.parametrize("width", [1440, 360])
def test_the_list_leads_to_each_scan_and_is_narrowed(portal: Served, browser: Browser, width: int) -> None:
    with visiting(browser, portal, Role.VIEWER, viewport={"width": width, "height": 900}) as somebody:
        page = somebody.opens("/posture/scans")
        rows = page.locator("section", has_text="Snapshots").last.locator("tbody tr")
        expect(rows).to_have_count(3)
        assert somebody.violations() == []
        page.get_by_label("Scope").select_option(BILLING)
        page.get_by_role("button", name="Filter").click()
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("2.5 MB")
        expect(page.locator("main")).to_contain_text("1 of 3 snapshots")
        page.get_by_role("link", name="Show all").click()
        page.get_by_label("Status").select_option("failed")
        page.get_by_role("button", name="Filter").click()
        expect(page.locator("main")).to_contain_text("No scan matches these filters")
        asked = page.locator("section", has_text="Asked for here").locator("tbody tr")
        expect(asked).to_have_count(2)  # the one that failed, and the one that waits, which is always there
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page = somebody.opens("/posture/scans?status=partial")
        page.get_by_role("link", name=re.compile("^2 fixed")).click()
        page.wait_for_url("**/scans/two?what=fixed#new")
        shown = page.locator("#new tbody tr")
        expect(shown).to_have_count(2)
        expect(shown.first).to_contain_text("billing")
        page.get_by_role("link", name="New 1").click()
        expect(shown).to_have_count(1)
        expect(page.locator("h1")).to_contain_text(f"Scan of {SECOND:%d %b %Y}")
        expect(page.locator("main")).to_contain_text("<b>slow</b>")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_a_scan_that_was_asked_for_has_an_address_and_nobody_elses(portal: Served) -> None:
    client = portal.person(Role.VIEWER)

    def text(id_: str, workspace: str = "posture") -> str:
        return client.get(f"{portal.address}/{workspace}/scans/{id_}").text

    assert "the role &lt;b&gt;refused&lt;/b&gt;" in text("s-lost")
    assert "nothing</span>" in text("s-lost")
    assert 'href="/operations/overview?at=two"' in text("s-two", "operations")
    assert "Asked for" in text("two"), "the page of a snapshot knows who asked for it"
    assert 'data-poll="2"' in text("s-waits")
    assert 'data-poll="2"' not in text("s-two")
    assert "What changed" not in text("one").split('<main id="main"')[1]
    elsewhere = portal.person(Role.VIEWER, "team-shop")
    for id_ in ("two", "s-two", "none", "%2e%2e"):
        asked = elsewhere if id_ != "none" else client
        assert asked.get(f"{portal.address}/posture/scans/{id_}").status_code == 404
