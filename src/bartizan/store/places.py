"""Where a home's snapshots lie: in its own folder, or on an object store."""

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bartizan.base.home import Home
from bartizan.base.snapshots_url import snapshots_url
from bartizan.store.digests import damage
from bartizan.store.snapshot import Draft, found_folder, has_snapshot, set_aside, sweep
from bartizan.store.snapshot_engine import SnapshotEngine

if TYPE_CHECKING:
    from bartizan.store.objects.snapshots import ObjectSnapshots

Published = Callable[[Collection[str]], Collection[str]]
"""Returns those of some IDs under which state knows a snapshot."""


@dataclass(frozen=True)
class SnapshotFiles:
    """The files of a snapshot; they stay where they are as long as this object lives."""

    path: Path
    hold: object = None

    def open(self) -> SnapshotEngine:
        """Return an engine over them, which keeps them in their place."""
        return SnapshotEngine(self.path, self.hold)


class SnapshotStore(Protocol):
    """The snapshots of one directory. What state does not know is never asked for.

    Raises:
        BartizanError: the place of the snapshots cannot be used.
    """

    name: str
    """Where it is, for people."""

    def draft(self, snapshot_id: str) -> Draft:
        """Return a new snapshot to write."""
        ...

    def files(self, snapshot_id: str) -> SnapshotFiles:
        """Return the files of a snapshot.

        Raises:
            BartizanError: they are gone or damaged.
        """
        ...

    def here(self, snapshot_id: str) -> SnapshotFiles | None:
        """Return the files of a snapshot, None where they would have to be fetched first.

        Raises:
            BartizanError: as ``files``.
        """
        ...

    def has(self, snapshot_id: str) -> bool:
        """Whether a snapshot's files are there."""
        ...

    def damage(self, snapshot_id: str) -> str:
        """Return what is wrong with a snapshot's files, empty where nothing is."""
        ...

    def set_aside(self, snapshot_id: str) -> str:
        """Let nothing read a damaged snapshot, and return what became of it, in words."""
        ...

    def sweep(self, published: Published) -> None:
        """Finish or remove what killed scans left; the caller holds the scan lock and the directory's lease."""
        ...

    def remove(self, ids: Collection[str]) -> None:
        """Remove the files of these snapshots, where they are there."""
        ...


def snapshot_store(home: Path, directory: str) -> SnapshotStore:
    """Return where the snapshots of a directory lie.

    Raises:
        UsageError: the environment names a place that cannot be used.
    """
    return object_store(home, directory) or FolderSnapshots(home, directory)


def object_store(home: Path, directory: str) -> "ObjectSnapshots | None":
    """Return the snapshots of a directory on the object store that the environment names, None where it names none.

    Raises:
        UsageError: it cannot be used.
    """
    if not (url := snapshots_url()):
        return None
    from bartizan.store.objects.snapshots import ObjectSnapshots

    return ObjectSnapshots(url, home, directory)


class FolderSnapshots:
    """Snapshots in the home: a folder for each."""

    def __init__(self, home: Path, directory: str) -> None:
        self._home = home
        self._directory = directory
        self._folder = Home(home).snapshots(directory)
        self.name = str(self._folder)

    def draft(self, snapshot_id: str) -> Draft:
        """Return a new snapshot to write."""
        return Draft(self._folder, snapshot_id)

    def files(self, snapshot_id: str) -> SnapshotFiles:
        """Return the files of a snapshot."""
        return SnapshotFiles(found_folder(self._folder / snapshot_id))

    def here(self, snapshot_id: str) -> SnapshotFiles | None:
        """Return the files of a snapshot, which are always here."""
        return self.files(snapshot_id)

    def has(self, snapshot_id: str) -> bool:
        """Whether a snapshot's folder is there."""
        return has_snapshot(self._folder / snapshot_id)

    def damage(self, snapshot_id: str) -> str:
        """Return what is wrong with a snapshot's files, empty where nothing is."""
        return damage(self._folder / snapshot_id)

    def set_aside(self, snapshot_id: str) -> str:
        """Rename a damaged snapshot's folder."""
        place = set_aside(self._folder / snapshot_id)
        return f"it was set aside as {place.name}" if place.exists() else "there is nothing left of it"

    def sweep(self, published: Published) -> None:
        """Give drafts that were published their names, and remove all others."""
        sweep(self._folder, published)

    def remove(self, ids: Collection[str]) -> None:
        """Remove the folders of snapshots."""
        for id_ in ids:
            shutil.rmtree(self._folder / id_, ignore_errors=True)
