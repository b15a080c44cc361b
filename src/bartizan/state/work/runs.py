"""Scans that were asked for, what happened in each, and the snapshots that were published."""

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import Session

from bartizan.model import now
from bartizan.state.audit import AuditEntry, record
from bartizan.state.database import State
from bartizan.state.models.published import SnapshotRow
from bartizan.state.models.work import ScanEventRow, ScanRunRow

ScanStatus = Literal["queued", "running", "cancelling", "complete", "partial", "failed", "cancelled"]
OVER = frozenset({"complete", "partial", "failed", "cancelled"})
LIFE = datetime.timedelta(minutes=1)
"""After this time without a sign of life the process of a scan is gone."""
MOST_OF_ONE = 25
"""Whole scans of a connector that say when the next is due: it is tried again ever later, up to its interval."""
_LOST = "its process ended without a word; the scan is to be started again"


@dataclass(frozen=True)
class ScanRun:
    """A scan that was asked for; a ``check`` reads what changed around its ``subject``. Times are UTC."""

    kind: Literal["full", "check"]
    asked_by: str
    connector_id: str = ""
    subject: str = ""
    status: ScanStatus = "queued"
    asked_at: datetime.datetime = field(default_factory=now)
    started_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None
    snapshot_id: str = ""
    detail: str = ""
    id: str = field(default_factory=lambda: f"s-{secrets.token_hex(6)}")


@dataclass(frozen=True)
class ScanEvent:
    """Something that happened in a scan, numbered from 1."""

    n: int
    at: datetime.datetime
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True)
class PublishedSnapshot:
    """A snapshot by its ID. Times are UTC."""

    id: str
    started_at: datetime.datetime
    published_at: datetime.datetime
    status: str


def add_run(state: State, directory: str, run: ScanRun) -> None:
    """Store a scan that was asked for."""
    until = state.time() + LIFE
    with state.transaction() as session:
        session.add(ScanRunRow(directory=directory, **vars(run), alive_until=until))
        after = {"kind": run.kind, "connector_id": run.connector_id, "subject": run.subject}
        record(session, directory, AuditEntry(run.asked_at, run.asked_by, "scan.start", run.id, None, after))


def runs(state: State, directory: str, limit: int = 50, offset: int = 0) -> tuple[list[ScanRun], int]:
    """Return scans that were asked for, newest first, and how many there are."""
    here = ScanRunRow.directory == directory
    query = select(ScanRunRow).where(here).order_by(ScanRunRow.asked_at.desc(), ScanRunRow.id)
    with state.transaction() as session:
        found = [_run(row) for row in session.scalars(query.limit(limit).offset(offset))]
        return found, session.scalar(select(func.count()).select_from(ScanRunRow).where(here)) or 0


def last_full_runs(state: State, directory: str, until: datetime.datetime, most: int = MOST_OF_ONE) -> list[ScanRun]:
    """Return the last whole scans of each connector that were asked for until a time, newest first."""
    place = func.row_number().over(
        partition_by=ScanRunRow.connector_id, order_by=(ScanRunRow.asked_at.desc(), ScanRunRow.id)
    )
    own = (ScanRunRow.directory == directory, ScanRunRow.kind == "full", ScanRunRow.asked_at <= until)
    numbered = select(ScanRunRow.id, place.label("place")).where(*own).subquery()
    query = select(ScanRunRow).join(numbered, numbered.c.id == ScanRunRow.id).where(numbered.c.place <= most)
    with state.transaction() as session:
        return [_run(row) for row in session.scalars(query.order_by(ScanRunRow.asked_at.desc(), ScanRunRow.id))]


def run_of(state: State, directory: str, id_: str) -> ScanRun | None:
    """Return a scan of a directory, None where there is none."""
    with state.transaction() as session:
        row = session.get(ScanRunRow, id_)
        return _run(row) if row and row.directory == directory else None


def change_run(state: State, id_: str, unless: Sequence[str] = (), **values: Any) -> bool:
    """Set what is known of a scan, unless it has one of these statuses; return whether that was done."""
    with state.transaction() as session:
        row = session.get(ScanRunRow, id_)
        if row is None or row.status in unless:
            return False
        for name, value in values.items():
            setattr(row, name, value)
        return True


def keep_alive(state: State, id_: str) -> None:
    """Give the sign of life of a scan's process."""
    until = state.time() + LIFE
    with state.transaction() as session:
        session.execute(update(ScanRunRow).where(ScanRunRow.id == id_).values(alive_until=until))


def end_lost_runs(state: State) -> list[ScanRun]:
    """End the scans of all directories whose process is gone, and return them; two who do this end each once."""
    at = state.time()
    is_lost = (
        ScanRunRow.status.not_in(OVER),
        # What lives longer than one that gives signs now was written by a clock that has been set back since.
        or_(ScanRunRow.alive_until.is_(None), ScanRunRow.alive_until <= at, ScanRunRow.alive_until > at + 2 * LIFE),
    )
    with state.transaction() as session:
        ids = session.scalars(select(ScanRunRow.id).where(*is_lost)).all()
        return [ended for id_ in ids if (ended := _ended_lost(session, id_, at, is_lost))]


def _ended_lost(session: Session, id_: str, at: datetime.datetime, is_lost: tuple[Any, ...]) -> ScanRun | None:
    status = case((ScanRunRow.status == "cancelling", "cancelled"), else_="failed")
    end = update(ScanRunRow).where(ScanRunRow.id == id_, *is_lost).values(status=status, ended_at=at, detail=_LOST)
    if not session.execute(end).rowcount:  # type: ignore[attr-defined]  # another process was first
        return None
    row = session.get_one(ScanRunRow, id_)
    session.add(_next_event(session, id_, row.status, {"detail": _LOST}))
    return _run(row)


def note_cancel(state: State, directory: str, id_: str, by: str) -> None:
    """Say in the audit log who had a scan stopped."""
    with state.transaction() as session:
        record(session, directory, AuditEntry(now(), by, "scan.cancel", id_))


def add_event(state: State, id_: str, kind: str, body: dict[str, Any]) -> None:
    """Store what happened next in a scan."""
    with state.transaction() as session:
        session.add(_next_event(session, id_, kind, body))


def events(state: State, id_: str, after: int = 0) -> list[ScanEvent]:
    """Return what happened in a scan after an event, in order."""
    query = select(ScanEventRow).where(ScanEventRow.run_id == id_, ScanEventRow.n > after).order_by(ScanEventRow.n)
    with state.transaction() as session:
        return [ScanEvent(row.n, row.at, row.kind, row.body) for row in session.scalars(query)]


def published_snapshots(state: State, directory: str, limit: int = 50) -> list[PublishedSnapshot]:
    """Return the snapshots of a directory that can be read, newest first."""
    query = select(SnapshotRow).where(SnapshotRow.directory == directory, SnapshotRow.damage == "")
    with state.transaction() as session:
        rows = session.scalars(query.order_by(SnapshotRow.sequence.desc()).limit(limit))
        return [PublishedSnapshot(row.id, row.started_at, row.published_at, row.status) for row in rows]


def _next_event(session: Session, id_: str, kind: str, body: dict[str, Any]) -> ScanEventRow:
    last = session.scalar(select(func.max(ScanEventRow.n)).where(ScanEventRow.run_id == id_)) or 0
    return ScanEventRow(run_id=id_, n=last + 1, at=now(), kind=kind, body=body)


def _run(row: ScanRunRow) -> ScanRun:
    return ScanRun(**{name: getattr(row, name) for name in ScanRun.__dataclass_fields__})
