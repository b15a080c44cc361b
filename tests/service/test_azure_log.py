"""A change on Azure whose event never came: the activity log has it, and it is read, said and seen."""

import asyncio
import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.base.home import DIRECTORY
from bartizan.collect.azure.activity_log import PERMISSION
from bartizan.collect.shared.failure import CallError
from bartizan.connect.check import statement
from bartizan.connect.policy import azure_role
from bartizan.model import ChangedResource
from bartizan.service.connecting import checked, listed
from bartizan.service.published import open_published
from bartizan.service.work.event_state import event_state
from bartizan.service.work.logged import catch_up_with_log
from bartizan.service.work.reacting import EventFollower
from bartizan.state import State
from bartizan.state.events.changed import ChangeNote
from bartizan.state.events.health import NotedEvents, event_health, note_check, note_events
from bartizan.state.onboarding.nouns import Connector
from bartizan_demo.process import Estate
from tests.collect.test_azure_queue import URL
from tests.conftest import Emulators
from tests.service.changed_azure import connected, set_https_only

pytestmark = pytest.mark.slow

AT_ONCE = datetime.timedelta(0)


@pytest.fixture(scope="module")
def own() -> Iterator[Emulators]:
    """An estate that is changed, for this module alone."""
    with Estate.start("demo") as estate:
        yield Emulators(estate)


@pytest.fixture(scope="module")
def home(own: Emulators, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose connector has a queue that is followed, and in which nothing ever comes."""
    folder = tmp_path_factory.mktemp("home")
    connected(folder, own, events_queue=URL)
    note_check(State(folder), listed(folder)[0].id, State(folder).time())
    return folder


@pytest.fixture(autouse=True)
def logged_in(own: Emulators, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in own.estate.environ.items():
        monkeypatch.setenv(name, value)


def apps(home: Path) -> dict[str, bool]:
    """Return of each app whether it takes HTTPS alone."""
    with open_published(home) as published:
        return {
            row["id"]: row["is_https_only"]
            for row in published.engine.rows("select id, is_https_only from azure_web_app order by id")
        }


def look(home: Path, connector: Connector) -> tuple[int, int]:
    """Look at the log, and return how many resources wait and how many changes had no event."""
    catch_up_with_log(home, DIRECTORY, connector, slack=AT_ONCE)
    health = event_health(State(home), connector.id)
    return health.waiting, health.missed


def test_a_lost_change_is_read_from_the_log(home: Path, own: Emulators) -> None:
    (connector,) = listed(home)
    assert look(home, connector) == (0, 0)
    app = next(id_ for id_, is_secure in apps(home).items() if is_secure)
    set_https_only(own, app, is_on=False)
    waiting, missed = look(home, connector)
    assert waiting == missed > 0
    said = event_state(home, connector, State(home).time())
    assert said is not None
    assert said.state == "lost"
    assert "by the activity log of" in said.detail
    run = EventFollower(home, DIRECTORY, connector).read_once()
    assert run is not None
    assert run.status in ("complete", "partial")
    assert apps(home)[app] is False
    assert look(home, connector) == (0, missed)  # it was found once, and is said for a day


def test_a_change_whose_event_came_is_not_lost(home: Path, own: Emulators) -> None:
    (connector,) = listed(home)
    state = State(home)
    app = next(id_ for id_, is_secure in apps(home).items() if is_secure)
    before = event_health(state, connector.id)
    set_https_only(own, app, is_on=False)
    about = ChangedResource("", "", "")
    note = ChangeNote("e-7", "sites/write", "deploy@example.com", state.time())
    note_events(state, connector.id, NotedEvents({about: note}, 1, {}, state.time()), state.time())
    assert look(home, connector) == (before.waiting + 1, before.missed)


def test_a_log_that_may_not_be_read_says_which_permission_it_needs(home: Path, own: Emulators) -> None:
    (connector,) = listed(home)
    asyncio.run(own.fault("arm:GET Microsoft.Insights/eventtypes/values", "deny"))
    try:
        with pytest.raises(CallError) as refused:
            catch_up_with_log(home, DIRECTORY, connector, slack=AT_ONCE)
    finally:
        asyncio.run(own.reset())
    assert refused.value.permission == PERMISSION


def test_the_check_asks_for_the_log(home: Path, own: Emulators) -> None:
    (connector,) = listed(home)
    log = asyncio.run(checked(connector))[-1]
    assert (log.name, log.status, log.readable) == ("activity log", "readable", (PERMISSION,))
    asyncio.run(own.fault("arm:GET Microsoft.Insights/eventtypes/values", "deny"))
    try:
        found = asyncio.run(checked(connector))
    finally:
        asyncio.run(own.reset())
    assert found[-1].status == "denied"
    assert statement(found[-1:], is_aws=False) == {"Actions": [PERMISSION]}
    assert PERMISSION in azure_role()["Actions"]
