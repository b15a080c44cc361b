"""Which snapshots a directory has."""

from sqlalchemy import select

from bartizan.state.database import State, manifest_of
from bartizan.state.manifest import Manifest
from bartizan.state.models import SnapshotRow


def snapshots(state: State, directory: str, limit: int = 100) -> list[Manifest]:
    """Return the snapshots of a directory, newest first."""
    query = (
        select(SnapshotRow).where(SnapshotRow.directory == directory).order_by(SnapshotRow.sequence.desc()).limit(limit)
    )
    with state.transaction() as session:
        return [manifest_of(row) for row in session.scalars(query)]
