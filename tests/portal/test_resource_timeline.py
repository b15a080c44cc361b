"""What changed on a resource is in its history, and in the comparison of two scans: old, new and unknown values."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bartizan.api.settings import ServeSettings
from bartizan.base.resource_key import resource_key
from bartizan.portal.app import create_portal
from bartizan.state.access.nouns import Role
from tests.api.serving import Served, served
from tests.pipeline.hand_made import ObservedRow, publish_rows, row_of
from tests.portal.browser import visiting
from tests.service.estate import FUNCTION, arn

ORDERS = f"/posture/inventory/{resource_key(arn('orders'))}?tab=history"
_LONG = "arn:aws:kms:eu-west-1:111122223333:key/" + "k" * 60


def scan(home: Path, hour: int, timeout: int, key: str, tags: ObservedRow) -> None:
    body = {"FunctionName": "orders", "Runtime": "python3.12", "Timeout": timeout, "KMSKeyArn": key}
    rows = [row_of(FUNCTION, "", "list", None), row_of(FUNCTION, arn("orders"), "self", body), tags]
    publish_rows(home, rows, at=datetime.datetime(2026, 11, 1, hour), id_=f"at-{hour}")


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Served]:
    home = tmp_path / "home"
    read = row_of(FUNCTION, arn("orders"), "detail", {"Tags": {"team": "<b>shop</b>"}})
    scan(home, 9, 3, f"{_LONG}1", read)
    scan(home, 10, 30, f"{_LONG}2", row_of(FUNCTION, arn("orders"), "detail", None, "denied"))
    with served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_history_says_what_was_and_what_is(portal: Served, browser: Browser, scheme: str) -> None:
    narrow = {"width": 360, "height": 700}
    with visiting(browser, portal, Role.VIEWER, color_scheme=scheme, viewport=narrow) as somebody:
        page = somebody.opens(ORDERS)
        lines = page.locator(".timeline li")
        expect(lines.filter(has_text="timeout_seconds")).to_contain_text("Changed: timeout_seconds from 3 to 30")
        tags = lines.filter(has_text="tags").first
        expect(tags).to_contain_text('from {"team":"<b>shop</b>"} to')
        expect(tags.locator(".mark-unknown")).to_have_text("unknown")
        expect(page.locator("dt:text-is('Tags') + dd .mark-unknown")).to_have_text("unknown")
        key = lines.filter(has_text="kms_key_arn")
        expect(key.locator("pre")).to_have_count(2)
        key.locator("summary").click()
        expect(key.locator("pre").last).to_have_text(f"{_LONG}2")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert somebody.violations() == []


def test_two_scans_are_compared_down_to_the_values(portal: Served, browser: Browser) -> None:
    with visiting(browser, portal, Role.VIEWER) as somebody:
        page = somebody.opens("/posture/scans?before=at-9&after=at-10")
        card = page.locator("section.card", has=page.get_by_role("heading", name="On resources"))
        expect(card.locator("tbody tr").filter(has_text="timeout_seconds")).to_contain_text("from 3 to 30")
        expect(card.locator("tbody tr").filter(has_text="tags").first).to_contain_text("Unverified")
        assert card.get_by_role("link", name="orders").first.bounding_box()["height"] < 30  # type: ignore[index]
        assert somebody.violations() == []
        card.get_by_role("link", name="orders").first.click()
        expect(page.locator(".timeline li").filter(has_text="timeout_seconds")).to_be_visible()
