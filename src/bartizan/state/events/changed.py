"""Resources that may have changed: noted when an event comes, taken by a scan, done once it has read them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bartizan.model import ChangedResource
from bartizan.state.database import State
from bartizan.state.models.events import ChangedResourceRow as Row

MOST = 5_000
"""Resources of a connector that wait: where more do, all of it is read again."""
EVERYTHING = ChangedResource("", "", "")
"""What waits where too much has changed."""
PAUSE = datetime.timedelta(minutes=1)
"""Between two reads of one resource."""
_WAITS = Row.noted > Row.done


@dataclass(frozen=True)
class ChangeNote:
    """The event that says so: what was done, by whom (for people), and when (UTC)."""

    event_id: str
    event_name: str
    caller: str
    event_at: datetime.datetime


def note_changes(session: Session, connector_id: str, changes: Mapping[ChangedResource, ChangeNote], most: int) -> None:
    """Note that resources may have changed, in a transaction of the caller's; at most ``most`` wait."""
    added = 0
    for each, note in changes.items():
        own = (Row.connector_id == connector_id, *_is(each))
        session.execute(update(Row).where(*own, Row.event_at <= note.event_at).values(**vars(note)))
        if not session.execute(update(Row).where(*own).values(noted=Row.noted + 1)).rowcount:  # type: ignore[attr-defined]
            session.add(_new(connector_id, each, note))
            added += 1
    if added:
        session.flush()
        _bound(session, connector_id, next(iter(changes.values())), most)


def take_changes(state: State, connector_id: str, run_id: str, at: datetime.datetime) -> list[ChangedResource]:
    """Return what waits and was not tried within the last minute, and note that a scan reads it."""
    # A clock that was set back must not put it off.
    is_due = or_(Row.tried_at.is_(None), Row.tried_at <= at - PAUSE, Row.tried_at > at)
    own = (Row.connector_id == connector_id, _WAITS, is_due)
    with state.transaction() as session:
        session.execute(update(Row).where(*own).values(taken=Row.noted, run_id=run_id, tried_at=at))
    return changes_of(state, run_id)


def changes_of(state: State, run_id: str) -> list[ChangedResource]:
    """Return what a scan has taken."""
    query = select(Row.kind, Row.scope, Row.region, Row.id).where(Row.run_id == run_id, _WAITS)
    with state.transaction() as session:
        return [ChangedResource(*row) for row in session.execute(query)]


def finish_changes(state: State, run_id: str) -> None:
    """Note that a scan has read what it had taken; what was noted since waits."""
    with state.transaction() as session:
        session.execute(update(Row).where(Row.run_id == run_id).values(done=Row.taken))


def reported_since(
    state: State, connector_id: str, since: datetime.datetime
) -> dict[ChangedResource, datetime.datetime]:
    """Return when the last event about a resource happened, for each that one was about since a time."""
    own = (Row.connector_id == connector_id, Row.event_at >= since)
    query = select(Row.kind, Row.scope, Row.region, Row.id, Row.event_at).where(*own)
    with state.transaction() as session:
        return {ChangedResource(*row[:4]): row[4] for row in session.execute(query)}


def _bound(session: Session, connector_id: str, note: ChangeNote, most: int) -> None:
    """Forget what was read longest ago; where too much waits, have all of it read again instead."""
    own = Row.connector_id == connector_id
    if (session.scalar(select(func.count()).where(own)) or 0) <= most:
        return
    if (session.scalar(select(func.count()).where(own, _WAITS)) or 0) > most:
        session.execute(delete(Row).where(own))
        session.add(_new(connector_id, EVERYTHING, note))
        return
    read = select(Row.tried_at).where(own, ~_WAITS).order_by(Row.tried_at)
    half = session.scalar(read.offset(most // 2).limit(1)) or session.scalar(read.limit(1))
    session.execute(delete(Row).where(own, ~_WAITS, Row.tried_at <= half))


def _new(connector_id: str, each: ChangedResource, note: ChangeNote) -> Row:
    key = {"kind": each.kind, "scope": each.scope, "region": each.region, "id": each.id}
    counts = {"noted": 1, "taken": 0, "done": 0, "run_id": "", "tried_at": None}
    return Row(connector_id=connector_id, **key, **vars(note), **counts)


def _is(each: ChangedResource) -> tuple[ColumnElement[bool], ...]:
    return Row.kind == each.kind, Row.scope == each.scope, Row.region == each.region, Row.id == each.id
