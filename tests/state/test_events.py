"""What events named waits until it was read, and no resource is taken twice within a minute."""

import datetime
from pathlib import Path

import pytest

from bartizan.model import ChangedResource
from bartizan.state import State
from bartizan.state.events.changed import EVERYTHING, ChangeNote, changes_of, finish_changes, take_changes
from bartizan.state.events.health import EventHealth, NotedEvents, event_health, note_check, note_events
from bartizan.state.models import ChangedResourceRow

MOST = 20
NOON = datetime.datetime(2026, 11, 29, 12)
MINUTE, SECOND = datetime.timedelta(minutes=1), datetime.timedelta(seconds=1)
ONE, OTHER = (ChangedResource("aws_s3_bucket", "111122223333", "eu-west-1", f"arn:aws:s3:::{name}") for name in "ab")


def came(*resources: ChangedResource, at: datetime.datetime = NOON, name: str = "PutBucketPolicy") -> NotedEvents:
    return NotedEvents(dict.fromkeys(resources, ChangeNote("e-1", name, "somebody", at)), len(resources), {}, at)


def test_a_resource_waits_until_it_was_read_and_is_read_once_a_minute(state_home: Path) -> None:
    state = State(state_home)
    note_events(state, "c-1", came(ONE, OTHER), NOON)
    note_events(state, "c-2", came(ONE), NOON)
    assert set(take_changes(state, "c-1", "s-1", NOON)) == {ONE, OTHER} == set(changes_of(state, "s-1"))
    note_events(state, "c-1", came(ONE), NOON)  # while the scan reads
    finish_changes(state, "s-1")
    assert event_health(state, "c-1").waiting == 1
    assert take_changes(state, "c-1", "s-2", NOON + MINUTE - SECOND) == []
    assert take_changes(state, "c-1", "s-3", NOON + MINUTE) == [ONE]
    finish_changes(state, "s-3")
    assert take_changes(state, "c-1", "s-4", NOON + 9 * MINUTE) == []
    assert event_health(state, "c-2").waiting == 1


def test_what_a_scan_did_not_read_is_taken_again(state_home: Path) -> None:
    state = State(state_home)
    note_events(state, "c-1", came(ONE), NOON)
    assert take_changes(state, "c-1", "s-1", NOON) == [ONE]
    assert take_changes(state, "c-1", "s-2", NOON + MINUTE) == [ONE]
    assert changes_of(state, "s-1") == []


def test_a_clock_that_was_set_back_puts_nothing_off(state_home: Path) -> None:
    state = State(state_home)
    note_events(state, "c-1", came(ONE), NOON)
    take_changes(state, "c-1", "s-1", NOON + 60 * MINUTE)
    assert take_changes(state, "c-1", "s-2", NOON) == [ONE]


def test_of_events_in_any_order_the_latest_stays(state_home: Path) -> None:
    state = State(state_home)
    note_events(state, "c-1", came(ONE, at=NOON + MINUTE, name="late"), NOON)
    note_events(state, "c-1", came(ONE, at=NOON, name="early"), NOON)
    health = event_health(state, "c-1")
    assert (health.last_event_at, health.seen, health.waiting) == (NOON + MINUTE, 2, 1)
    with state.transaction() as session:
        assert session.query(ChangedResourceRow.event_name).scalar() == "late"


def test_where_too_much_waits_everything_is_read_again(tmp_path: Path) -> None:
    state = State(tmp_path)
    many = [ChangedResource("aws_sqs_queue", "111122223333", "eu-west-1", str(n)) for n in range(MOST + 1)]
    note_events(state, "c-1", came(*many[:-1]), NOON, MOST)
    assert event_health(state, "c-1").waiting == MOST
    note_events(state, "c-1", came(many[-1]), NOON, MOST)
    assert take_changes(state, "c-1", "s-1", NOON) == [EVERYTHING]


def test_what_was_read_is_forgotten_for_what_is_new(tmp_path: Path) -> None:
    state = State(tmp_path)
    for n in range(3 * MOST):
        one = ChangedResource("aws_sqs_queue", "111122223333", "eu-west-1", str(n))
        note_events(state, "c-1", came(one), NOON, MOST)
        assert take_changes(state, "c-1", f"s-{n}", NOON + n * SECOND) == [one]
        finish_changes(state, f"s-{n}")
    with state.transaction() as session:
        assert session.query(ChangedResourceRow).count() <= MOST


def test_health_says_what_came_and_what_is_wrong(state_home: Path) -> None:
    state = State(state_home)
    assert event_health(state, "c-1") == EventHealth()
    note_check(state, "c-1", NOON, "denied")
    assert event_health(state, "c-1") == EventHealth(NOON, None, "denied")
    skips = {"other_account": 2, "malformed": 1}
    for n in range(2):
        note_events(state, "c-1", NotedEvents({}, 5, skips, None), NOON + n * MINUTE)
    expected = EventHealth(NOON + MINUTE, None, "", 10, {"other_account": 4, "malformed": 2}, 0, NOON)
    assert event_health(state, "c-1") == expected


@pytest.mark.parametrize("at", [NOON, NOON - MINUTE])
def test_an_earlier_event_does_not_set_the_last_one_back(tmp_path: Path, at: datetime.datetime) -> None:
    state = State(tmp_path)
    note_events(state, "c-1", came(ONE), NOON)
    note_events(state, "c-1", came(ONE, at=at), NOON)
    assert event_health(state, "c-1").last_event_at == NOON
