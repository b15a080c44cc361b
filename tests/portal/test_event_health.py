"""The page Environment says that events are lost, or that nobody reads the queue."""

from pathlib import Path

from playwright.sync_api import Browser

from bartizan.api.settings import ServeSettings
from bartizan.model import now
from bartizan.portal.app import create_portal
from bartizan.state import State
from bartizan.state.events.health import note_check, note_missed
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from tests.api.serving import served
from tests.portal.browser import visiting
from tests.service.estate import arn, published

ACCOUNT = "111122223333"
QUEUE = {"events_queue": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/events"}


def test_lost_events_are_said_until_a_scan_finds_none(browser: Browser, tmp_path: Path) -> None:
    home = published(tmp_path, [{"id": arn("orders"), "name": "orders"}])
    state, shop = State(home), Connector("shop", "aws", "account", ACCOUNT, QUEUE, id="c-shop")
    add_connector(state, "default", shop)
    with (
        served(ServeSettings(home, "http://127.0.0.1"), create_portal) as found,
        visiting(browser, found) as visitor,
    ):
        assert "nobody reads the queue yet" in visitor.opens("/posture/environment").inner_text("main")
        note_check(state, shop.id, now())
        note_missed(state, shop.id, now(), 2, arn("<b>orders</b>"))
        said = visitor.opens("/posture/environment").inner_text("main")
        assert "2 changes without an event, by the scan of" in said
        assert arn("<b>orders</b>") in said
        assert visitor.violations() == []
        note_missed(state, shop.id, now(), 0, "")
        assert "0 seen, 0 skipped, 0 waiting" in visitor.opens("/posture/environment").inner_text("main")
