"""Who changed a resource stands in its history: as events of its own account say, and of no other."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from bartizan.service.connecting import connect, disconnect, listed
from bartizan.service.history import history
from bartizan.service.published import open_published
from bartizan.service.work.noting import noted
from bartizan.state import State
from bartizan.state.events.calls import MOST_OF_ONE, ResourceCall, calls_of, note_calls
from bartizan.state.events.health import NotedEvents, event_health, note_events
from bartizan.state.models.events import OF_CONNECTOR, ResourceCallRow
from bartizan.state.onboarding.nouns import Connector
from bartizan.watch.event import ExpectedEvents
from bartizan.watch.intake import EventIntake
from tests.cli.process import run
from tests.service.estate import arn, published
from tests.watch.events import detail, envelope

ACCOUNT, OTHER = "111122223333", "444455556666"
NOON = datetime.datetime(2026, 11, 29, 12)
SECOND = datetime.timedelta(seconds=1)


def connected(home: Path, account: str = ACCOUNT, directory: str = "default") -> str:
    new = Connector(f"of-{account}", "aws", "account", account)
    return connect(home, new, directory=directory).id


def call(n: int = 0, account: str = ACCOUNT, name: str = "orders", by: str = "somebody") -> ResourceCall:
    return ResourceCall(account, arn(name, ACCOUNT), f"e-{n}", "UpdateAlias", by, NOON + n * SECOND)


def note(home: Path, connector_id: str, *calls: ResourceCall) -> None:
    note_events(State(home), connector_id, NotedEvents({}, len(calls), {}, None, calls), NOON)


def changes(home: Path, name: str = "orders", directory: str = "default") -> list[tuple[str, str]]:
    with open_published(home, directory=directory) as opened:
        return [(each.title, each.by) for each in history(opened, arn(name)) if each.kind == "change"]


def said(identity: Mapping[str, str], account: str = ACCOUNT, name: str = "CreateAlias") -> str:
    made = detail(name, params={"functionName": "orders"}, recipientAccountId=account, userIdentity=dict(identity))
    return envelope(made, account=account)


def test_a_call_is_in_the_history_of_its_resource_with_who_made_it(state_home: Path) -> None:
    published(state_home, [{"id": arn("orders"), "name": "orders"}, {"id": arn("billing"), "name": "billing"}])
    deployer = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run"
    intake = EventIntake("aws", ExpectedEvents(frozenset({ACCOUNT})))
    messages = [
        said({"arn": deployer}),
        said({"arn": "<script>\u202e\x1b[31m"}, name="DeleteAlias"),
        said({"arn": f"arn:aws:iam::{OTHER}:root"}, OTHER),
    ]
    batch = intake.take(messages)
    note_events(State(state_home), connected(state_home), noted(batch), NOON)
    made = changes(state_home)
    assert ("CreateAlias", deployer) in made
    assert {title for title, _ in made} == {"CreateAlias", "DeleteAlias"}
    assert all(by.isprintable() for _, by in made)
    assert changes(state_home, "billing") == []
    done = run("history", arn("orders"), "--format", "csv", home=state_home)
    assert deployer in done.stdout, done.stderr


def test_a_call_counts_for_its_own_scope_and_directory_alone(state_home: Path) -> None:
    published(state_home, [{"id": arn("orders"), "name": "orders"}])
    own, shop = connected(state_home), connected(state_home, directory="team-shop")
    note(state_home, own, call(1, OTHER), call(2, by="own"))
    note(state_home, shop, call(3, by="theirs"))
    assert changes(state_home) == [("UpdateAlias", "own")]


def test_a_call_is_kept_once_however_often_its_event_comes(state_home: Path) -> None:
    connector_id = connected(state_home)
    for _ in range(2):
        note(state_home, connector_id, call(1), call(1), call(2))
    kept = calls_of(State(state_home), [connector_id], ACCOUNT, arn("orders"))
    assert [each.event_id for each in kept] == ["e-2", "e-1"]


def test_a_flood_about_one_resource_leaves_its_latest_calls_and_those_of_others(state_home: Path) -> None:
    connector_id = connected(state_home)
    note(state_home, connector_id, call(0, name="billing"))
    for first in range(0, 600, 200):
        note(state_home, connector_id, *(call(n) for n in range(first, first + 200)))
    state = State(state_home)
    kept = calls_of(state, [connector_id], ACCOUNT, arn("orders"))
    assert [each.event_id for each in kept] == [f"e-{n}" for n in range(599, 599 - MOST_OF_ONE, -1)]
    assert len(calls_of(state, [connector_id], ACCOUNT, arn("billing"))) == 1


def test_a_flood_about_many_resources_is_bounded(tmp_path: Path) -> None:
    state = State(tmp_path)
    for first in range(0, 300, 50):
        with state.transaction() as session:
            note_calls(session, "c-1", [call(n, name=str(n)) for n in range(first, first + 50)], most=100)
    with state.transaction() as session:
        ids = {row.event_id for row in session.query(ResourceCallRow)}
    assert len(ids) <= 100
    assert "e-299" in ids


def test_what_came_for_a_connector_goes_with_it(state_home: Path) -> None:
    connector_id = connected(state_home)
    note(state_home, connector_id, call(1))
    state = State(state_home)
    intake = EventIntake("aws", ExpectedEvents())
    note_events(state, connector_id, noted(intake.take([said({"arn": "a"})])), NOON)
    assert event_health(state, connector_id).waiting
    disconnect(state_home, listed(state_home)[0].name)
    with state.transaction() as session:
        assert [session.query(table).filter_by(connector_id=connector_id).count() for table in OF_CONNECTOR] == [0] * 5
