"""What time alone brings is noticed once: what is overdue, what stays open, what fails, what ages."""

import datetime
from pathlib import Path

import pytest

from bartizan.service.governing import GovernanceRequest, govern
from bartizan.service.notifying.reminding import Reminder
from bartizan.state import State
from bartizan.state.notify.nouns import NotificationRule
from bartizan.state.notify.outbox import end, gather, items
from bartizan.state.notify.rules import add_notification_rule
from bartizan.state.onboarding.connectors import add_connector
from bartizan.state.onboarding.nouns import Connector
from bartizan.state.work.runs import ScanRun, add_run
from tests.service.estate import arn, published

DAY = datetime.timedelta(days=1)
NEW_YEAR = datetime.datetime(2026, 1, 1)
"""When the findings of the estate were first seen."""
ALERTS = """
create table alert as
select 'finding' as kind, 'f-1' as subject, id as resource_id, 'Function is open' as title, 'critical' as level,
    'aws_lambda_function' as resource_type, name as resource_name, scope, '' as detail,
    timestamp '2026-01-01' as since, false as is_new
from aws_lambda_function
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return published(tmp_path, [{"id": arn("orders"), "name": "orders", "runtime": "python3.12"}], also=[ALERTS])


def rule(home: Path, *kinds: str, **values: object) -> NotificationRule:
    address = "https://receiver.example"
    new = NotificationRule("-".join(kinds), "webhook", address, "test", NEW_YEAR, kinds=kinds, **values)  # type: ignore[arg-type]
    add_notification_rule(State(home), "default", new)
    return new


def noticed(home: Path, of: NotificationRule, at: datetime.datetime) -> list[tuple[str, str]]:
    """Return titles and details of what is noticed at a time."""
    state = State(home)
    Reminder(home, clock=lambda: at).round()
    found = []
    while gathered := gather(state, "default", of.id, at):
        found += [(item.body["title"], item.body["detail"]) for item in items(state, gathered.id)]
        end(state, gathered.id, "sent", at)
    return found


def test_a_finding_is_overdue_once(home: Path) -> None:
    govern(home, GovernanceRequest(7, owner="team-shop", severity="high", by="test"))
    own = rule(home, "overdue")
    assert noticed(home, own, NEW_YEAR + 6 * DAY) == []
    # The overlay says what is overdue by the clock of the machine, which is far beyond: the reminder by its own.
    assert noticed(home, own, NEW_YEAR + 8 * DAY) == [("Function is open", "due 2026-01-08, owner team-shop")]
    assert noticed(home, own, NEW_YEAR + 9 * DAY) == []


def test_what_stays_open_is_escalated_once_at_its_age(home: Path) -> None:
    own, other = rule(home, "finding", after_hours=72), rule(home, "attack_path", after_hours=1)
    assert noticed(home, own, NEW_YEAR + 2 * DAY) == []
    assert noticed(home, own, NEW_YEAR + 3 * DAY) == [("Function is open", "")]
    assert noticed(home, own, NEW_YEAR + 4 * DAY) == []
    assert noticed(home, other, NEW_YEAR + 4 * DAY) == []


def test_a_scope_whose_scans_fail_says_since_when_it_was_not_evaluated(home: Path) -> None:
    state, own = State(home), rule(home, "incomplete")
    add_connector(state, "default", Connector("shop", "aws", "account", "111122223333", id="c-shop"))
    good = ScanRun(
        "full", "watch", "c-shop", status="complete", asked_at=NEW_YEAR, ended_at=NEW_YEAR, snapshot_id="one"
    )
    add_run(state, "default", good)
    assert noticed(home, own, NEW_YEAR + DAY) == []
    for hours in (24, 25, 27):
        at = NEW_YEAR + datetime.timedelta(hours=hours)
        said = "usage: …\nThe role cannot be assumed: AccessDenied"
        add_run(state, "default", ScanRun("full", "watch", "c-shop", status="failed", asked_at=at, detail=said))
    title = "Scan of shop fails; not evaluated since 2026-01-01 00:00 UTC"
    assert noticed(home, own, NEW_YEAR + 2 * DAY) == [(title, "The role cannot be assumed: AccessDenied")]
    assert noticed(home, own, NEW_YEAR + 3 * DAY) == []


def test_advisories_that_are_missing(home: Path) -> None:
    own = rule(home, "advisories")
    ((title, detail),) = noticed(home, own, NEW_YEAR)
    assert title == "Advisories are old or missing"
    assert "bartizan advisories sync" in detail
    assert noticed(home, own, NEW_YEAR + DAY) == []


def test_without_a_snapshot_nothing_is_overdue(tmp_path: Path) -> None:
    own = rule(tmp_path, "overdue", "finding")
    assert noticed(tmp_path, own, NEW_YEAR) == []
