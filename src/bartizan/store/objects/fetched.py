"""What a home keeps of a directory's snapshots on an object store: bounded, and of no loss when it is gone."""

import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from bartizan.base.home import Home
from bartizan.base.snapshots_url import most_fetched
from bartizan.store.disk import writing
from bartizan.store.objects.hold import FolderHold, hold, removed

_FETCHING = ".fetching-"
_GONE = ".gone-"
_FETCHES = Lock()
_FETCHED: dict[Path, Lock] = {}
"""A lock for each snapshot that this process fetches: readers of the same one wait for the first of them."""


class FetchedSnapshots:
    """The fetched snapshots of a directory, each a folder; all processes of a machine may share them."""

    def __init__(self, home: Path, directory: str) -> None:
        self.path = Home(home).fetched(directory)

    def held(self, snapshot_id: str) -> tuple[Path, FolderHold] | None:
        """Return the folder of a snapshot that is here, held, None where it is not."""
        folder = self.path / snapshot_id
        found = hold(folder)
        return (folder, found) if found else None

    @contextmanager
    def fetching(self, snapshot_id: str) -> Iterator[Path]:
        """Give a new folder to fetch a snapshot into; it gets its own name at the end of the block."""
        draft = self.path / f"{_FETCHING}{os.getpid()}-{secrets.token_hex(4)}"
        held = None
        try:
            while held is None:  # a sweep may come in between
                with writing(draft):
                    draft.mkdir(parents=True, exist_ok=True)
                held = hold(draft)
            yield draft
            with suppress(OSError):  # another process was first, and has the same
                draft.rename(self.path / snapshot_id)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    @contextmanager
    def alone(self, snapshot_id: str) -> Iterator[None]:
        """Let one thread of this process at a time fetch a snapshot."""
        with _FETCHES:
            lock = _FETCHED.setdefault(self.path / snapshot_id, Lock())
        try:
            with lock:
                yield
        finally:
            with _FETCHES:
                _FETCHED.pop(self.path / snapshot_id, None)

    def forget(self, snapshot_id: str) -> bool:
        """Remove a snapshot's files from this machine unless somebody reads them, and say whether that was done."""
        gone = self.path / f"{_GONE}{secrets.token_hex(4)}"
        if not removed(self.path / snapshot_id, gone):
            return False
        shutil.rmtree(gone, ignore_errors=True)
        return True

    def sweep(self, published: Collection[str]) -> None:
        """Remove what is none of these snapshots: those of the past, and what killed processes left."""
        for folder in self._folders():
            if folder.name not in published:
                self.forget(folder.name)

    def names(self) -> list[str]:
        """Return the snapshots that are here."""
        return sorted(folder.name for folder in self._folders() if not folder.name.startswith("."))

    def bound(self) -> None:
        """Remove what was not used for longest until no more is here than the environment allows, or all is in use."""
        used = sorted((folder for folder in self._folders() if not folder.name.startswith(".")), key=_used)
        sizes = {folder: _size(folder) for folder in used}
        total, most = sum(sizes.values()), most_fetched()
        for folder in used:
            if total <= most:
                return
            if self.forget(folder.name):
                total -= sizes[folder]

    def _folders(self) -> list[Path]:
        try:
            return [each for each in self.path.iterdir() if each.is_dir()]
        except FileNotFoundError:
            return []


def _used(folder: Path) -> float:
    with suppress(OSError):
        return folder.stat().st_mtime
    return 0.0


def _size(folder: Path) -> int:
    total = 0
    for file in folder.glob("*"):
        with suppress(OSError):
            total += file.stat().st_size
    return total
