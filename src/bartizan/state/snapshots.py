"""Which snapshots a directory has, and which of them only left their figures."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bartizan.state.database import State, manifest_of
from bartizan.state.manifest import Manifest
from bartizan.state.models import SnapshotRow

_PRUNED = "pruned"
_NO_FIGURES = ("coverage", "warnings", "calls")


@dataclass(frozen=True)
class SnapshotPlace:
    """A snapshot that was published; ``damage`` says why it cannot be read, empty where it can. Times are UTC."""

    id: str
    published_at: datetime.datetime
    damage: str

    @property
    def is_pruned(self) -> bool:
        """Whether it was removed because of its age: its figures are still there."""
        return self.damage == _PRUNED


def snapshots(state: State, directory: str, limit: int = 100) -> list[Manifest]:
    """Return the snapshots of a directory, newest first."""
    query = (
        select(SnapshotRow)
        .where(SnapshotRow.directory == directory, SnapshotRow.damage != _PRUNED)
        .order_by(SnapshotRow.sequence.desc())
        .limit(limit)
    )
    with state.transaction() as session:
        return [manifest_of(row) for row in session.scalars(query)]


def snapshot_places(state: State, directory: str) -> list[SnapshotPlace]:
    """Return all snapshots that were ever published, in their order."""
    query = select(SnapshotRow.id, SnapshotRow.published_at, SnapshotRow.damage)
    with state.transaction() as session:
        rows = session.execute(query.where(SnapshotRow.directory == directory).order_by(SnapshotRow.sequence))
        return [SnapshotPlace(*row) for row in rows]


def mark_pruned(state: State, ids: Collection[str]) -> None:
    """Note that snapshots are removed; of what their scans printed, the figures stay."""
    for id_ in ids:
        with state.transaction() as session:
            row = session.get_one(SnapshotRow, id_)
            row.damage = _PRUNED
            row.summary = {name: value for name, value in row.summary.items() if name not in _NO_FIGURES}


def summaries(state: State, ids: Sequence[str]) -> list[tuple[datetime.datetime, dict[str, Any]]]:
    """Return when snapshots were published and what their scans printed, in their order; of some that are gone, too."""
    query = select(SnapshotRow.published_at, SnapshotRow.summary).where(SnapshotRow.id.in_(ids))
    with state.transaction() as session:
        return [(at, summary) for at, summary in session.execute(query.order_by(SnapshotRow.sequence))]
