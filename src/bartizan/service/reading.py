"""Snapshots that are read again and again: one engine for each, kept while it is in use, a cursor for each request."""

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from bartizan.base.home import DIRECTORY
from bartizan.model import UsageError
from bartizan.service.kept_snapshot import KeptSnapshot
from bartizan.service.published import Published
from bartizan.state.reader import read_state
from bartizan.store import snapshot_store

MOST_OPEN = 4


class NoSnapshotError(UsageError):
    """There is no snapshot to open."""


class Snapshots:
    """The snapshots of a home that are open. The directory is a parameter of opening, and of nothing after it."""

    def __init__(self, home: Path, most: int = MOST_OPEN) -> None:
        self._home = home
        self._most = most
        self._open: OrderedDict[tuple[str, str], KeptSnapshot] = OrderedDict()
        self._lock = Lock()

    def open(self, directory: str = DIRECTORY, at: str = "") -> Published:
        """Return a snapshot of a directory, the latest by default, with a cursor of its own; close it after use.

        Raises:
            NoSnapshotError: there is none.
        """
        state = read_state(self._home, directory, at)
        if state.manifest is None:
            raise NoSnapshotError("no scan yet" if not at else f"there is no snapshot {at!r}")
        key = (directory, state.manifest.id)
        # Before the lock: to fetch them from an object store takes a while, which readers of others need not wait for.
        files = None if key in self._open else snapshot_store(self._home, directory).files(state.manifest.id)
        with self._lock:
            if key not in self._open:
                opened = files or snapshot_store(self._home, directory).files(state.manifest.id)
                self._open[key] = KeptSnapshot(self._home, state.manifest, opened.open())
            self._open.move_to_end(key)
            while len(self._open) > self._most:
                # Not closed, which would end the cursors of those who read: the last of them frees the engine.
                self._open.popitem(last=False)
            kept = self._open[key]
        return kept.decided(state)
