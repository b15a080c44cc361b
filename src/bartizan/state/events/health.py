"""Whether the events of a connector come in: when, how many, and what is wrong."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bartizan.model import ChangedResource
from bartizan.state.database import State
from bartizan.state.events.calls import ResourceCall, note_calls
from bartizan.state.events.changed import MOST, ChangeNote, note_changes
from bartizan.state.models.events import ChangedResourceRow, EventCountRow, EventHealthRow

SEEN = "seen"
_MISSED = ("missed", "missed_example", "missed_at")
_SAID = ("checked_at", "last_event_at", "error", "followed_since", *_MISSED)


@dataclass(frozen=True)
class EventHealth:
    """How the events of a connector come in. Times are UTC; ``skipped`` are counts by reason, ``error`` is for people.

    ``checked_at`` is when its queue was last asked, None for never; ``followed_since`` when it first answered. Of
    ``missed`` changes, such as that of the resource ``missed_example``, no event had come when the whole scan at
    ``missed_at`` found them.
    """

    checked_at: datetime.datetime | None = None
    last_event_at: datetime.datetime | None = None
    error: str = ""
    seen: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    followed_since: datetime.datetime | None = None
    missed: int = 0
    missed_example: str = ""
    missed_at: datetime.datetime | None = None


@dataclass(frozen=True)
class NotedEvents:
    """What came at once: changed resources, how many events, what was skipped, and who made which call."""

    changes: Mapping[ChangedResource, ChangeNote]
    seen: int
    skipped: Mapping[str, int]
    last_at: datetime.datetime | None
    calls: Sequence[ResourceCall] = ()


def note_events(state: State, connector_id: str, came: NotedEvents, at: datetime.datetime, most: int = MOST) -> None:
    """Keep what came, all of it or nothing. Where more than ``most`` resources wait, everything is to be read."""
    with state.transaction() as session:
        note_changes(session, connector_id, came.changes, most)
        note_calls(session, connector_id, came.calls)
        for name, n in {SEEN: came.seen, **came.skipped}.items():
            _count(session, connector_id, name, n)
        _checked(session, connector_id, at, "", came.last_at)


def note_unreported(state: State, connector_id: str, found: NotedEvents, most: int = MOST) -> None:
    """Keep changes that were found without an event: they are read as others are, and count as no event."""
    with state.transaction() as session:
        note_changes(session, connector_id, found.changes, most)
        note_calls(session, connector_id, found.calls)


def note_check(state: State, connector_id: str, at: datetime.datetime, error: str = "") -> None:
    """Keep that the queue was asked, and what went wrong."""
    with state.transaction() as session:
        _checked(session, connector_id, at, error, None)


def note_missed(state: State, connector_id: str, at: datetime.datetime, n: int, example: str) -> None:
    """Keep how many changes the whole scan at a time found without an event, and the resource of one of them."""
    values = dict(zip(_MISSED, (n, example, at), strict=True))
    with state.transaction() as session:
        session.execute(update(EventHealthRow).where(EventHealthRow.connector_id == connector_id).values(values))


def event_health(state: State, connector_id: str) -> EventHealth:
    """Return how the events of a connector come in."""
    changed = ChangedResourceRow
    waits = (changed.connector_id == connector_id, changed.noted > changed.done)
    with state.transaction() as session:
        row = session.get(EventHealthRow, connector_id)
        query = select(EventCountRow.name, EventCountRow.n).where(EventCountRow.connector_id == connector_id)
        counts = {str(name): n for name, n in session.execute(query)}
        waiting = session.scalar(select(func.count()).where(*waits)) or 0
        seen = counts.pop(SEEN, 0)
        if row is None:
            return EventHealth(waiting=waiting)
        said = {name: getattr(row, name) for name in _SAID}
        return EventHealth(seen=seen, skipped=counts, waiting=waiting, **said)


def _count(session: Session, connector_id: str, name: str, n: int) -> None:
    own = (EventCountRow.connector_id == connector_id, EventCountRow.name == name)
    if not session.execute(update(EventCountRow).where(*own).values(n=EventCountRow.n + n)).rowcount:  # type: ignore[attr-defined]
        session.add(EventCountRow(connector_id=connector_id, name=name, n=n))


def _checked(
    session: Session, connector_id: str, at: datetime.datetime, error: str, last: datetime.datetime | None
) -> None:
    row = session.get(EventHealthRow, connector_id)
    if row is None:
        row = EventHealthRow(connector_id=connector_id, missed=0, missed_example="")
        session.add(row)
    row.checked_at, row.error = at, error
    if not error and row.followed_since is None:
        row.followed_since = at
    if last and (row.last_event_at is None or row.last_event_at < last):
        row.last_event_at = last
