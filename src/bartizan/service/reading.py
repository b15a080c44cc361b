"""Snapshots that are read again and again: one engine for each, kept while it is in use, a cursor for each request.

A snapshot that is published while another one of its directory is read takes seconds until its lists are made, if it is
large, and until it is fetched, if it lies on an object store. Readers stay with the one before until then.
"""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread

from bartizan.base.home import DIRECTORY
from bartizan.model import BartizanError, UsageError
from bartizan.service.kept.snapshot import KeptSnapshot
from bartizan.service.published import Published
from bartizan.state import Manifest
from bartizan.state.reader import Reading, read_state, read_version
from bartizan.store import snapshot_store
from bartizan.store.places import SnapshotFiles

MOST_OPEN = 4
_MOST_STATES = 100
_FETCHED = 2.0
"""Seconds that a server which ends waits for files: those in the home are there at once."""
_LARGE = 1 << 20
"""Bytes of findings on disk whose lists take longer to make than a reader should wait."""


class NoSnapshotError(UsageError):
    """There is no snapshot to open."""


@dataclass
class _Preparing:
    """A snapshot that is fetched, and then prepared, in a thread."""

    thread: Thread | None = None
    kept: KeptSnapshot | None = None
    is_stopped: bool = False


class Snapshots:
    """The snapshots of a home that are open. The directory is a parameter of opening, and of nothing after it.

    ``large`` is how many bytes of findings a snapshot has at least that is prepared before readers are given it.
    """

    def __init__(self, home: Path, most: int = MOST_OPEN, large: int = _LARGE) -> None:
        self._home = home
        self._most = most
        self._large = large
        self._open: OrderedDict[tuple[str, str], KeptSnapshot] = OrderedDict()
        self._latest: dict[str, str] = {}
        """The snapshot of each directory that readers are given who name none."""
        self._preparing: dict[str, _Preparing] = {}
        self._states: dict[tuple[str, str], tuple[int | None, Reading]] = {}
        """What state said of each snapshot, and of which version of its directory that is."""
        self._lock = Lock()

    def open(self, directory: str = DIRECTORY, at: str = "") -> Published:
        """Return a snapshot of a directory, the latest by default, with a cursor of its own; close it after use.

        Raises:
            NoSnapshotError: there is none.
        """
        state = self._state(directory, at)
        if state.manifest is None:
            raise NoSnapshotError("no scan yet" if not at else f"there is no snapshot {at!r}")
        before = None if at else self._before(directory, state, state.manifest)
        if before:
            return replace(before.decided(state), is_behind=True)
        return self._kept(directory, state.manifest).decided(state)

    def has_caught_up(self, directory: str) -> bool:
        """Whether readers of a directory are given its latest snapshot; it is prepared for them where they are not."""
        if directory not in self._latest:  # nobody reads there
            return True
        try:
            with self.open(directory) as published:
                return not published.is_behind
        except BartizanError:  # who asks next gets the error
            return True

    def given(self, directory: str) -> str:
        """Return the ID of the snapshot that readers of a directory were last given who named none, empty for none."""
        return self._latest.get(directory, "")

    def warm(self, directory: str) -> None:
        """Prepare the latest snapshot of a directory, if it is large, before the first reader comes; wait for that."""
        with suppress(BartizanError):  # who reads it gets the error
            state = self._state(directory, "")
            if state.manifest is None or not self._takes_long(directory, state.manifest):
                return
            with self._lock:
                if directory in self._preparing:
                    return
                thread = self._begin(directory, state, state.manifest)
            thread.join()

    def catch_up(self) -> None:
        """Look for new snapshots of the directories that are read, to prepare them before somebody asks.

        Of those that are read, make ready what the first decision would have to make.
        """
        for directory, id_ in list(self._latest.items()):
            self.has_caught_up(directory)
            if kept := self._open.get((directory, id_)):
                with suppress(BartizanError):  # who decides next gets the error
                    kept.await_decisions()

    def close(self) -> None:
        """End what is being prepared, and wait for that; what is still being fetched leaves nothing half done."""
        for preparing in list(self._preparing.values()):
            with self._lock:
                preparing.is_stopped = True
            if preparing.kept:
                preparing.kept.stop()
            if preparing.thread:
                preparing.thread.join(None if preparing.kept else _FETCHED)

    def _state(self, directory: str, at: str) -> Reading:
        """Return what state says of a snapshot: read again only where its directory has changed."""
        version, (known, state) = read_version(self._home, directory), self._states.get((directory, at), (None, None))
        if state is None or version is None or version != known:
            state = read_state(self._home, directory, at)
            if len(self._states) >= _MOST_STATES:  # of those that are read, there are a few
                self._states.clear()
            self._states[directory, at] = version, state
        return state

    def _before(self, directory: str, state: Reading, manifest: Manifest) -> KeptSnapshot | None:
        """Return the snapshot that readers are given while the latest one is being prepared, None for the latest."""
        with self._lock:
            known = self._latest.get(directory, manifest.id)
            before = self._open.get((directory, known))
            if known == manifest.id or before is None:
                self._latest[directory] = manifest.id
                return None
            if directory in self._preparing:
                return before
        if not self._takes_long(directory, manifest):
            self._latest[directory] = manifest.id
            return None
        with self._lock:
            if directory not in self._preparing and self._latest[directory] == known:
                self._begin(directory, state, manifest)
        return before

    def _begin(self, directory: str, state: Reading, manifest: Manifest) -> Thread:
        preparing = self._preparing[directory] = _Preparing()
        of = (preparing, directory, state, manifest)
        thread = preparing.thread = Thread(target=self._prepare, args=of, daemon=True)
        thread.start()
        return thread

    def _prepare(self, preparing: "_Preparing", directory: str, state: Reading, manifest: Manifest) -> None:
        try:
            with suppress(BartizanError):  # who reads it next gets the error
                files = snapshot_store(self._home, directory).files(manifest.id)
                kept = self._kept(directory, manifest, files)
                with self._lock:
                    preparing.kept = kept
                if self._is_large(files) and not preparing.is_stopped:
                    kept.prepare(state)
        finally:
            with self._lock:
                if directory in self._latest:  # else nobody reads there yet
                    self._latest[directory] = manifest.id
                del self._preparing[directory]

    def _takes_long(self, directory: str, manifest: Manifest) -> bool:
        """Whether a snapshot has to be fetched, or is large."""
        files = snapshot_store(self._home, directory).here(manifest.id)
        return files is None or self._is_large(files)

    def _is_large(self, files: SnapshotFiles) -> bool:
        findings = files.path / "finding.parquet"
        return findings.is_file() and findings.stat().st_size >= self._large

    def _kept(self, directory: str, manifest: Manifest, files: SnapshotFiles | None = None) -> KeptSnapshot:
        """Return a snapshot that is kept open from now on."""
        key = (directory, manifest.id)
        # Before the lock: to fetch them from an object store takes a while, which readers of others need not wait for.
        if key not in self._open and files is None:
            files = snapshot_store(self._home, directory).files(manifest.id)
        with self._lock:
            if key not in self._open:
                opened = files or snapshot_store(self._home, directory).files(manifest.id)
                self._open[key] = KeptSnapshot(self._home, manifest, opened.open())
            self._open.move_to_end(key)
            while len(self._open) > self._most:
                # Not closed, which would end the cursors of those who read: the last of them frees the engine.
                self._open.popitem(last=False)
            return self._open[key]
