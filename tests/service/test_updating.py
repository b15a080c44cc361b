"""Advisories on schedule: what becomes exploited overnight is notified of without a scan."""

import datetime
import time
from pathlib import Path

import orjson
import pytest

from bartizan.advise.sources.source import planned
from bartizan.advise.sources.sync import sync
from bartizan.model import now
from bartizan.service.work.updating import AdvisoryUpdater
from bartizan.state import State
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.notify.outbox import gather, items
from bartizan.state.notify.rules import add_notification_rule
from tests.pipeline.hand_made import publish

DAY = datetime.timedelta(days=1)
CVE = "CVE-2026-1000"
RECORD = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "modified": "2026-01-01T00:00:00Z",
    "aliases": [CVE],
    "summary": "Anyone runs code",
    "affected": [
        {
            "package": {"ecosystem": "npm", "name": "shop-cart"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}],
        }
    ],
}


def catalog(folder: Path, *cves: str) -> None:
    entries = [{"cveID": cve, "dateAdded": "2026-01-01"} for cve in cves]
    (folder / "kev.json").write_bytes(orjson.dumps({"dateReleased": "2026-01-01", "vulnerabilities": entries}))


@pytest.mark.slow
def test_what_becomes_exploited_overnight_is_notified_of_without_a_scan(tmp_path: Path) -> None:
    home, feeds = tmp_path / "home", tmp_path / "feeds"
    feeds.mkdir()
    (feeds / "GHSA-aaaa-bbbb-cccc.json").write_bytes(orjson.dumps(RECORD))
    catalog(feeds, "CVE-2026-2000")
    home.mkdir()
    sync(home, planned([str(feeds)], ()), lambda _line: None)
    publish(home, ["orders"], package=("npm", "shop-cart", "1.0.0"))
    rule = NotificationRule("kev", "webhook", "https://receiver.example", "test", now(), kinds=("exploited",))
    state = State(home)
    add_notification_rule(state, "default", rule)
    time.sleep(1.1)  # times are seconds
    at = now() + DAY
    updater = AdvisoryUpdater(home, DAY, [str(feeds)], clock=lambda: at)
    catalog(feeds, "CVE-2026-2000", CVE)
    assert updater.round()
    assert not updater.round()  # until tomorrow
    gathered = gather(state, "default", rule.id, at)
    assert gathered is not None
    (item,) = items(state, gathered.id)
    assert item.body["title"] == f"shop-cart 1.0.0 has a vulnerability that is exploited: {CVE}"
    assert (item.body["resource_name"], item.body["level"]) == ("orders", "critical")
    other = AdvisoryUpdater(home, DAY, ["/not/there"], clock=lambda: at + 2 * DAY)
    assert not other.round()  # it failed, and is tried again soon
    assert other._due() <= at + 2 * DAY + datetime.timedelta(minutes=5)
