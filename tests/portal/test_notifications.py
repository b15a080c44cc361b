"""The page of notifications: a rule is added, tried and removed in the browser, and deliveries say how they went."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.service.exporting.rules import TicketRequest, add_tracker
from bartizan.service.notifying.delivering import Deliverer
from bartizan.service.notifying.rules import NotificationRequest, add_rule
from bartizan.state import State
from bartizan.state.access.nouns import Role
from bartizan.state.notify.nouns import Notice
from bartizan.state.notify.outbox import enqueue
from tests.api.serving import Served, served
from tests.notify.sinks import webhook_sink
from tests.portal.browser import visiting
from tests.service.estate import arn, published

PATH = "/settings/notifications"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal over a home with one function, and a rule of which one message arrived and one did not."""
    home: Path = published(tmp_path_factory.mktemp("home"), [{"id": arn("orders"), "name": "orders"}])
    with webhook_sink() as sink, served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found:
        hostile = "<img src=x onerror=alert(1)>\u202e"
        add_rule(home, NotificationRequest("team", "webhook", sink.url, allows_private=True, quiet="", by="test"))
        for n, status in enumerate((200, 500)):
            sink.status = status
            with State(home).transaction() as session:
                enqueue(session, "default", [Notice("finding", f"{n}", "", hostile, "critical")], now())
            Deliverer(home).round()
        sink.status = 200
        add_tracker(home, TicketRequest("issues", "github", "shop/posture", "env:TRACKER_TOKEN"))
        yield found


def filled(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Address").fill("https://receiver.invalid/hook")
    page.get_by_label("Quiet hours").fill("22:00-06:00 Europe/Berlin")
    page.get_by_role("button", name="Add the rule").click()


def test_a_rule_is_added_tried_and_removed(browser: Browser, small: Served) -> None:
    with visiting(browser, small) as visitor:
        page = visitor.opens(f"/posture{PATH}")
        assert visitor.violations() == []
        assert "GitHub issues shop/posture" in page.locator("tr", has_text="issues").inner_text()
        table = page.locator("section", has_text="Deliveries").last
        assert "the receiver answered 500" in table.inner_text()
        filled(page, "night")
        assert "not 22:00-06:00 Europe/Berlin" in page.locator("tr", has_text="night").inner_text()
        page.get_by_role("button", name="Test night").click()
        assert (
            "did not take the test message: the receiver's host does not resolve" in page.locator("main").inner_text()
        )
        page.get_by_role("button", name="Test team").click()
        assert "took the test message" in page.locator("main").inner_text()
        page.get_by_role("button", name="Remove night").click()
        assert page.locator("tr", has_text="night").count() == 0
        assert visitor.said == []
        visitor.opens("/operations/settings")
        page.get_by_role("link", name="Notifications").click()
        assert page.url.endswith(f"/operations{PATH}")


@pytest.mark.parametrize("width", [360, 3840])
def test_the_page_fits(browser: Browser, small: Served, width: int) -> None:
    with visiting(browser, small, viewport={"width": width, "height": 740}) as visitor:
        page = visitor.opens(f"/posture{PATH}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_others_than_admins_only_read(browser: Browser, small: Served) -> None:
    with visiting(browser, small, Role.ANALYST) as visitor:
        page = visitor.opens(f"/posture{PATH}")
        assert page.get_by_role("button", name="Add the rule").count() == 0
        assert visitor.violations() == []
    client = small.person(Role.ANALYST)
    sent = {"csrf": client.headers["X-CSRF-Token"], "name": "team", "what": "remove"}
    assert client.post(f"{small.address}/posture/notifications/change", data=sent).status_code == 403
