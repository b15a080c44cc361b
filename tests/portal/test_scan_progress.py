"""The page Scans shows how far a scan is, what was refused meanwhile, and how long it may still take."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from bartizan.state.work.runs import ScanRun, add_event, add_run, change_run
from tests.api.serving import Served, served
from tests.portal.browser import visiting

pytestmark = pytest.mark.slow

ACCOUNT = "111122223333"
QUOTA = f"{ACCOUNT} eu-west-1 lambda"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    with served(ServeSettings(tmp_path, "http://127.0.0.1"), create_portal) as found:
        yield found


def asked(portal: Served, minutes_ago: float, **known: Any) -> ScanRun:
    at = now() - datetime.timedelta(minutes=minutes_ago)
    run = ScanRun("full", "team-shop", asked_at=at, started_at=at)
    add_run(portal.state, "default", run)
    change_run(portal.state, run.id, **{"status": "running", **known})
    return run


def answered(portal: Served, run: ScanRun, n: int, of: int) -> None:
    add_event(portal.state, run.id, "scope", {"scope": ACCOUNT, "planned": of, "answered": n})


def test_a_scan_is_followed_without_a_reload(portal: Served, browser: Browser) -> None:
    asked(portal, 60, status="complete", ended_at=now() - datetime.timedelta(minutes=58))
    run = asked(portal, 0.5)
    add_event(portal.state, run.id, "stage", {"stage": "collect"})
    answered(portal, run, 10, 40)
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/scans")
        now_running = page.locator("section", has_text="Running now")
        expect(now_running.locator("[aria-current=step]")).to_have_text("Read the clouds")
        expect(now_running).to_contain_text("10 of 40")
        expect(now_running).to_contain_text("s left")
        page.evaluate("window.isThisPage = true")
        answered(portal, run, 40, 40)
        refused = {"scope": ACCOUNT, "permission": "lambda:GetPolicy", "operation": "lambda:GetPolicy"}
        add_event(portal.state, run.id, "gap", {**refused, "detail": "<i>not authorized</i>"})
        quota = {"name": QUOTA, "rate": 12.0, "calls": 600, "waiting": 45}
        add_event(portal.state, run.id, "calls", {"calls": 1_234, "bytes": 5_000_000, "quotas": [quota]})
        add_event(portal.state, run.id, "stage", {"stage": "assess"})
        expect(now_running.locator("[aria-current=step]")).to_have_text("Assess rules")
        expect(now_running).to_contain_text("1 permission was refused")
        expect(now_running).to_contain_text("<i>not authorized</i>")
        expect(now_running).to_contain_text("1,234 calls, 5.0 MB")
        held = now_running.locator("tr", has_text=QUOTA)
        expect(held.locator("td").nth(2)).to_contain_text("of 12")
        expect(held.locator("td").last).to_have_text("45")
        assert page.evaluate("window.isThisPage")
        assert somebody.violations() == []
        assert (somebody.said, somebody.elsewhere) == ([], [])


def test_what_is_over_is_shown_by_its_address(portal: Served) -> None:
    run = asked(portal, 5, status="failed", ended_at=now())
    add_event(portal.state, run.id, "stage", {"stage": "make tables"})
    elsewhere = ScanRun("full", "team-shop")
    add_run(portal.state, "team-other", elsewhere)
    add_event(portal.state, elsewhere.id, "stage", {"stage": "count"})
    client = portal.person(Role.VIEWER)
    shown = client.get(f"{portal.address}/posture/scans?run={run.id}").text
    assert "The scan of" in shown
    assert shown.count("✓ ") == 4  # as far as it came
    assert "The scan of" not in client.get(f"{portal.address}/posture/scans?run={elsewhere.id}").text
