"""How far people are with exposures, who works on each, and what they said."""

import datetime
from dataclasses import dataclass

from sqlalchemy import select

from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models import ExposureEventRow, ExposureRow

PROGRESS = ("new", "triaged", "in_work", "waiting", "done", "accepted")
"""How far an exposure is; each begins as new."""


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


def change_triage(state: State, directory: str, resource: str, event: TriageEvent) -> Triage:
    """Store an event and what it changes, and return how far the exposure is then."""
    with state.transaction() as session:
        row = session.get(ExposureRow, (directory, resource))
        if row is None:
            row = ExposureRow(directory=directory, resource=resource, progress=PROGRESS[0], assignee="")
            session.add(row)
        before = {"progress": row.progress, "assignee": row.assignee}
        if event.kind != "comment":
            setattr(row, event.kind, event.text)
        session.add(ExposureEventRow(directory=directory, resource=resource, **vars(event)))
        after = {"progress": row.progress, "assignee": row.assignee}
        if after != before:
            entry = AuditEntry(event.at, event.author, f"exposure.{event.kind}", resource, before, after)
            record(session, directory, entry)
        return Triage(row.progress, row.assignee)
