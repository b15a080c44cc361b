"""How far people are with exposures, who works on each, and what they said."""

import datetime
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bartizan.model import UsageError
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import ExposureEventRow, ExposureRow

PROGRESS = ("new", "triaged", "in_work", "waiting", "done", "accepted")
"""How far an exposure is; each begins as new."""
CLOSED = PROGRESS[4:]
"""With what nothing is left to do."""
ITSELF = "Bartizan"
"""The author of what no person did."""


@dataclass(frozen=True)
class Triage:
    """How far an exposure is, and who works on it; empty for nobody."""

    progress: str = PROGRESS[0]
    assignee: str = ""


@dataclass(frozen=True)
class TriageEvent:
    """Something that happened to an exposure. ``at`` is UTC."""

    at: datetime.datetime
    author: str
    kind: str
    text: str


def triages(state: State, directory: str) -> dict[str, Triage]:
    """Return the triage of each exposure that somebody touched, by the workload's ID."""
    query = select(ExposureRow).where(ExposureRow.directory == directory)
    with state.transaction() as session:
        return {row.resource: Triage(row.progress, row.assignee) for row in session.scalars(query)}


def triage_events(state: State, directory: str, resource: str) -> list[TriageEvent]:
    """Return what happened to an exposure, oldest first."""
    query = (
        select(ExposureEventRow)
        .where(ExposureEventRow.directory == directory, ExposureEventRow.resource == resource)
        .order_by(ExposureEventRow.id)
    )
    with state.transaction() as session:
        return [TriageEvent(row.at, row.author, row.kind, row.text) for row in session.scalars(query)]


@dataclass(frozen=True)
class TriageLog:
    """The last thing that happened to each exposure, by the workload's ID, and those that were closed at some time."""

    last: Mapping[str, TriageEvent]
    closed: Set[str]


def triage_log(state: State, directory: str) -> TriageLog:
    """Return what happened last to all exposures of a directory, and which were ever done or accepted."""
    own = ExposureEventRow.directory == directory
    latest = select(func.max(ExposureEventRow.id)).where(own).group_by(ExposureEventRow.resource)
    is_closed = (ExposureEventRow.kind == "progress", ExposureEventRow.text.in_(CLOSED))
    with state.transaction() as session:
        rows = session.scalars(select(ExposureEventRow).where(ExposureEventRow.id.in_(latest)))
        last = {row.resource: TriageEvent(row.at, row.author, row.kind, row.text) for row in rows}
        return TriageLog(last, frozenset(session.scalars(select(ExposureEventRow.resource).where(own, *is_closed))))


class ExposureMovedError(UsageError):
    """Somebody else changed an exposure meanwhile: ``value`` is what it has now, ``by`` who gave it that."""

    def __init__(self, value: str, by: str) -> None:
        super().__init__(f"{by or 'somebody'} changed this meanwhile: it is {value or 'empty'} now")
        self.value = value
        self.by = by


def change_triage(state: State, directory: str, resource: str, event: TriageEvent, was: str | None = None) -> Triage:
    """Store an event and what it changes, and return how far the exposure is then.

    ``was`` is what the author saw before; None for whatever it is.

    Raises:
        ExposureMovedError: it is something else by now; nothing was stored.
    """
    with state.transaction() as session:
        row = _row(session, directory, resource)
        before = {"progress": row.progress, "assignee": row.assignee}
        if event.kind != "comment":
            _set(session, row, event, was)
        session.add(ExposureEventRow(directory=directory, resource=resource, **vars(event)))
        after = {"progress": row.progress, "assignee": row.assignee}
        if after != before:
            entry = AuditEntry(event.at, event.author, f"exposure.{event.kind}", resource, before, after)
            record(session, directory, entry)
        return Triage(row.progress, row.assignee)


def reopen(session: Session, directory: str, resources: Collection[str], at: datetime.datetime) -> None:
    """Make exposures new again, of these workloads, that were done or accepted, within the caller's transaction."""
    if not resources:
        return
    query = select(ExposureRow).where(ExposureRow.directory == directory, ExposureRow.progress.in_(CLOSED))
    came = frozenset(resources)
    for row in session.scalars(query).all():
        if row.resource in came:
            before = {"progress": row.progress, "assignee": row.assignee}
            event = TriageEvent(at, ITSELF, "progress", PROGRESS[0])
            row.progress = event.text
            session.add(ExposureEventRow(directory=directory, resource=row.resource, **vars(event)))
            entry = AuditEntry(
                at, ITSELF, "exposure.progress", row.resource, before, {**before, "progress": event.text}
            )
            record(session, directory, entry)


def _row(session: Session, directory: str, resource: str) -> ExposureRow:
    key = (directory, resource)
    if found := session.get(ExposureRow, key):
        return found
    try:
        with session.begin_nested():
            session.add(ExposureRow(directory=directory, resource=resource, progress=PROGRESS[0], assignee=""))
    except IntegrityError:  # another process was faster
        session.expire_all()
    return session.get_one(ExposureRow, key)


def _set(session: Session, row: ExposureRow, event: TriageEvent, was: str | None) -> None:
    """Change what an event is about, if it still is what it was: the database compares, so that no two both win."""
    column = getattr(ExposureRow, event.kind)
    query = update(ExposureRow).where(ExposureRow.directory == row.directory, ExposureRow.resource == row.resource)
    if was is not None:
        query = query.where(column.in_([was, event.text]))
    changed = session.execute(query.values({event.kind: event.text}).returning(ExposureRow.resource)).all()
    session.refresh(row)
    if not changed:
        raise ExposureMovedError(getattr(row, event.kind), _last_author(session, row, event.kind))


def _last_author(session: Session, row: ExposureRow, kind: str) -> str:
    own = (ExposureEventRow.directory == row.directory, ExposureEventRow.resource == row.resource)
    query = select(ExposureEventRow.author).where(*own, ExposureEventRow.kind == kind)
    return session.scalar(query.order_by(ExposureEventRow.id.desc()).limit(1)) or ""
