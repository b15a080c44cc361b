"""The timeline of a resource says what scans found changed and by whom; two snapshots are compared as far."""

import datetime
import json
from pathlib import Path

import pytest

from bartizan.contract.resource import HistoryEvent
from bartizan.service.changes.comparing import change_counts, changes
from bartizan.service.connecting import connect
from bartizan.service.history import history
from bartizan.service.published import open_published
from bartizan.state import State
from bartizan.state.events.calls import ResourceCall, note_calls
from bartizan.state.onboarding.nouns import Connector
from tests.cli.process import run
from tests.pipeline.hand_made import publish_rows, row_of
from tests.service.estate import FUNCTION, arn

pytestmark = pytest.mark.slow

ACCOUNT = "111122223333"
_FIRST, _SECOND = (datetime.datetime(2026, 11, 1, hour) for hour in (9, 11))
LISTED = row_of(FUNCTION, "", "list", None)


def function(name: str, timeout: int) -> tuple[str | None, ...]:
    return row_of(FUNCTION, arn(name), "self", {"FunctionName": name, "Runtime": "python3.12", "Timeout": timeout})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_rows(tmp_path, [LISTED, function("orders", 3), function("gone", 3)], at=_FIRST, id_="one")
    publish_rows(tmp_path, [LISTED, function("orders", 30), function("new", 3)], at=_SECOND, id_="two")
    return tmp_path


def events(home: Path, name: str = "orders", snapshot: str = "") -> list[HistoryEvent]:
    with open_published(home, snapshot) as opened:
        return history(opened, arn(name))


def call(home: Path, connector: str, n: int, at: datetime.datetime, by: str) -> None:
    with State(home).transaction() as session:
        note_calls(session, connector, [ResourceCall(ACCOUNT, arn("orders"), f"e-{n}", "UpdateFunction", by, at)])


def test_a_change_is_said_with_who_alone_called_since_the_scan_before(home: Path) -> None:
    connector = connect(home, Connector("of-orders", "aws", "account", ACCOUNT)).id
    call(home, connector, 1, _FIRST - datetime.timedelta(hours=1), "earlier")
    call(home, connector, 2, _FIRST + datetime.timedelta(hours=1), "deployer")
    (changed,) = (each for each in events(home) if each.kind == "configuration")
    assert (changed.title, changed.before, changed.after, changed.by) == ("timeout_seconds", "3", "30", "deployer")
    call(home, connector, 3, _SECOND, "another")
    (changed,) = (each for each in events(home) if each.kind == "configuration")
    assert changed.by == ""
    assert {each.by for each in events(home) if each.kind == "change"} == {"earlier", "deployer", "another"}


def test_an_older_snapshot_does_not_know_the_change(home: Path) -> None:
    assert "configuration" not in {each.kind for each in events(home, snapshot="one")}


def test_a_resource_that_returns_was_seen_before(home: Path) -> None:
    publish_rows(home, [LISTED, function("orders", 30), function("gone", 3)], at=_SECOND + datetime.timedelta(hours=1))
    kinds = [(each.kind, each.at) for each in events(home, "gone") if each.kind in {"seen", "gone"}]
    assert kinds == [("seen", _SECOND + datetime.timedelta(hours=1)), ("gone", _SECOND), ("seen", _FIRST)]


def test_two_snapshots_are_compared_down_to_the_resources(home: Path) -> None:
    items = changes(home, "one").items
    found = [(each.kind, each.change, each.resource_name, each.before, each.after) for each in items]
    assert ("configuration", "changed", "orders", "3", "30") in found
    assert ("resource", "new", "new", "", "") in found
    assert ("resource", "removed", arn("gone"), "", "") in found
    judged = [each for each in items if each.kind in {"finding", "attack_path"}]
    assert sum(change_counts(home, "one").values()) == len(judged)
    shown = run("snapshots", "diff", "one", "two", "--format", "json", home=home)
    assert {"configuration", "resource"} <= {row["kind"] for row in json.loads(shown.stdout)}


def test_what_could_not_be_read_again_is_unverified_and_not_removed(home: Path) -> None:
    tags = row_of(FUNCTION, arn("orders"), "detail", {"Tags": {"team": "shop"}})
    denied = row_of(FUNCTION, arn("orders"), "detail", None, "denied")
    later = _SECOND + datetime.timedelta(hours=1)
    publish_rows(home, [LISTED, function("orders", 30), tags], at=later, id_="three")
    publish_rows(home, [LISTED, function("orders", 30), denied], at=later + datetime.timedelta(hours=1), id_="four")
    (found,) = (each for each in changes(home, "three", "four").items if each.title == "tags")
    assert (found.change, found.after) == ("unverified", None)
