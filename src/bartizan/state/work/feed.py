"""What changed in a directory since a mark: snapshots that were published, what people decided, and scans."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bartizan.state.database import State
from bartizan.state.models import AuditRow
from bartizan.state.models.published import SnapshotRow
from bartizan.state.models.work import ScanEventRow, ScanRunRow
from bartizan.state.work.runs import PublishedSnapshot

_DECISIONS = ("exemption", "governance", "exposure", "plan", "query")
"""Kinds of decisions that every reader of a directory sees the effect of; who may sign in is none of them."""
_MOST_RUNS = 10
_LARGEST = 2**53


@dataclass(frozen=True)
class FeedMark:
    """How far a directory is: its latest snapshot, counted from 1, and its latest entry in the audit log."""

    snapshot: int
    decision: int

    def __str__(self) -> str:
        return f"{self.snapshot}-{self.decision}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the mark that a text stands for, None for any other text."""
        parts = text.split("-")
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
            return None
        numbers = [int(part[:20]) for part in parts]
        return cls(*numbers) if max(numbers) < _LARGEST else None


@dataclass(frozen=True)
class ScanMark:
    """How far a scan is: its status, and the number and kind of the last thing that happened in it."""

    id: str
    status: str
    n: int
    kind: str


@dataclass(frozen=True)
class FeedPart:
    """What changed after a mark: the latest snapshot if it is newer, the kinds of decisions, and the latest scans."""

    mark: FeedMark
    snapshot: PublishedSnapshot | None
    decisions: tuple[str, ...]
    scans: tuple[ScanMark, ...]


def feed_mark(state: State, directory: str) -> FeedMark:
    """Return how far a directory is."""
    with state.transaction() as session:
        return _mark(session, directory)


def feed_after(state: State, directory: str, after: FeedMark) -> FeedPart:
    """Return what changed in a directory after a mark."""
    with state.transaction() as session:
        mark, scans = _mark(session, directory), _scans(session, directory)
        snapshot = _latest(session, directory) if mark.snapshot > after.snapshot else None
        decided = _decided(session, directory, after.decision) if mark.decision > after.decision else ()
        return FeedPart(mark, snapshot, decided, scans)


def _mark(session: Session, directory: str) -> FeedMark:
    snapshot = session.scalar(select(func.max(SnapshotRow.sequence)).where(SnapshotRow.directory == directory))
    decision = session.scalar(select(func.max(AuditRow.id)).where(AuditRow.directory == directory))
    return FeedMark(snapshot or 0, decision or 0)


def _latest(session: Session, directory: str) -> PublishedSnapshot | None:
    query = select(SnapshotRow).where(SnapshotRow.directory == directory, SnapshotRow.damage == "")
    row = session.scalar(query.order_by(SnapshotRow.sequence.desc()).limit(1))
    return PublishedSnapshot(row.id, row.started_at, row.published_at, row.status) if row else None


def _decided(session: Session, directory: str, after: int) -> tuple[str, ...]:
    query = select(AuditRow.action).where(AuditRow.directory == directory, AuditRow.id > after).distinct()
    found = {action.partition(".")[0] for action in session.scalars(query)}
    return tuple(kind for kind in _DECISIONS if kind in found)


def _scans(session: Session, directory: str) -> tuple[ScanMark, ...]:
    runs = select(ScanRunRow.id, ScanRunRow.status).where(ScanRunRow.directory == directory)
    out = []
    for id_, status in session.execute(runs.order_by(ScanRunRow.asked_at.desc()).limit(_MOST_RUNS)).all():
        events = select(ScanEventRow.n, ScanEventRow.kind).where(ScanEventRow.run_id == id_)
        last = session.execute(events.order_by(ScanEventRow.n.desc()).limit(1)).first()
        out.append(ScanMark(id_, status, *(last or (0, ""))))
    return tuple(reversed(out))
