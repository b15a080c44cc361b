"""Store: the only code that knows the engine (DuckDB) and how snapshots lie on disk."""

from bartizan.store.engine import Engine
from bartizan.store.places import snapshot_store
from bartizan.store.snapshot import Draft, open_snapshot
from bartizan.store.snapshot_engine import SnapshotEngine
from bartizan.store.spool import ObservationSpool

__all__ = ["Draft", "Engine", "ObservationSpool", "SnapshotEngine", "open_snapshot", "snapshot_store"]
