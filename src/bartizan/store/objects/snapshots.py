"""A directory's snapshots on an object store, in the layout that a home has: ``snapshots/DIRECTORY/ID/TABLE.parquet``.

An object has no name to change, so a mark, ``drafts/DIRECTORY/ID``, says that a snapshot is being written: it comes
before the first of its objects and goes after state has the manifest, the commit point. So whatever has a mark and no
manifest is litter of a scan that was killed, and nothing else is. ``digests.json`` is written last and read first.
Small tables lie together in ``small-tables.tar``.
"""

import re
import secrets
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from bartizan.model import BartizanError
from bartizan.store.digests import DIGESTS, damage, digest_of, read_digests
from bartizan.store.disk import writing
from bartizan.store.objects.address import object_address
from bartizan.store.objects.failure import DamagedSnapshotError, StoreError
from bartizan.store.objects.fetched import FetchedSnapshots
from bartizan.store.objects.objects import Objects
from bartizan.store.objects.packing import MOST_PACKED, PACK, is_small, packed, unpack
from bartizan.store.places import Published, SnapshotFiles
from bartizan.store.snapshot import Draft

T = TypeVar("T")
R = TypeVar("R")
_AT_ONCE = 8
"""Objects on their way."""
_MOST_DIGESTS = 1_000_000
_ID = re.compile(r"[\w-]{1,100}", re.ASCII)


class ObjectSnapshots:
    """The snapshots of a directory on an object store; those that are read are fetched into the home.

    Raises:
        StoreError: the store cannot be used.
    """

    def __init__(self, url: str, home: Path, directory: str) -> None:
        self._objects = Objects(object_address(url))
        self._fetched = FetchedSnapshots(home, directory)
        self._directory = directory
        self.name = self._objects.name

    def draft(self, snapshot_id: str) -> Draft:
        """Return a new snapshot to write: in the home first, and on the store when it is published."""
        return _ObjectDraft(self, self._fetched.path, snapshot_id)

    def files(self, snapshot_id: str) -> SnapshotFiles:
        """Return the files of a snapshot, fetched where they are not here."""
        while True:
            if files := self.here(snapshot_id):
                self._fetched.bound()
                return files
            with self._fetched.alone(snapshot_id):
                if not self._fetched.held(snapshot_id):
                    self._fetch(snapshot_id)

    def here(self, snapshot_id: str) -> SnapshotFiles | None:
        """Return the files of a snapshot that was fetched, None for any other."""
        found = self._fetched.held(snapshot_id)
        return SnapshotFiles(*found) if found else None

    def has(self, snapshot_id: str) -> bool:
        """Whether a snapshot is on the store."""
        return self._objects.read(f"{self._folder(snapshot_id)}/{DIGESTS}", _MOST_DIGESTS) is not None

    def damage(self, snapshot_id: str) -> str:
        """Return what is wrong with a snapshot, empty where nothing is."""
        for _ in range(2):
            try:
                files = self.files(snapshot_id)
            except DamagedSnapshotError as error:
                return error.what
            what = damage(files.path)
            if not what:
                return ""
            del files
            self._fetched.forget(snapshot_id)  # the copy is damaged, and the original need not be
        return what

    def set_aside(self, snapshot_id: str) -> str:
        """Let nothing read a damaged snapshot: state says so from now on."""
        self._fetched.forget(snapshot_id)
        return f"what there is of it stays on {self.name}"

    def sweep(self, published: Published) -> None:
        """Remove what killed scans left on the store and here: after two sweeps there is nothing of it."""
        drafts = [name for name in self._objects.sizes(f"drafts/{self._directory}") if _ID.fullmatch(name)]
        known = published(drafts)
        for id_ in drafts:
            # What a killed scan sent may arrive after it was swept: the mark goes when nothing more was found.
            if id_ in known or not self._objects.remove(self._folder(id_)):
                self._objects.remove_one(self._mark(id_))
        self._fetched.sweep(published(self._fetched.names()))

    def remove(self, ids: Collection[str]) -> None:
        """Remove snapshots from the store and from here."""
        for id_ in {*self._objects.folders(f"snapshots/{self._directory}")} & {*ids}:
            self._objects.remove(self._folder(id_))
        for id_ in ids:
            self._fetched.forget(id_)

    def try_out(self) -> None:
        """Write, list, read and remove an object.

        Raises:
            StoreError: one of these cannot be done.
        """
        folder = f"checks/{secrets.token_hex(8)}"
        self._objects.put(f"{folder}/written", b"bartizan")
        is_there = self._objects.sizes(folder) == {"written": 8}
        read = self._objects.read(f"{folder}/written", 100)
        self._objects.remove(folder)
        if not is_there or read != b"bartizan":
            raise StoreError(f"{self.name} does not return what was written to it")

    def copy(self, snapshot_id: str, folder: Path) -> None:
        """Write a snapshot that state knows, and whose files are in a folder, to the store."""
        self._put(snapshot_id, folder)

    def upload(self, snapshot_id: str, folder: Path) -> None:
        """Write a snapshot that state does not know yet: until it does, the next sweep removes it."""
        self._objects.put(self._mark(snapshot_id), b"")
        try:
            self._put(snapshot_id, folder)
            if snapshot_id not in self._objects.sizes(f"drafts/{self._directory}"):
                raise StoreError(f"{self.name}: another scan took over while {snapshot_id} was uploaded; scan again")
        except BartizanError:
            self._discard(snapshot_id)
            raise

    def confirm(self, snapshot_id: str) -> None:
        """Say on the store that state knows a snapshot."""
        self._objects.remove_one(self._mark(snapshot_id))

    def _put(self, snapshot_id: str, folder: Path) -> None:
        files, target = sorted(folder.glob("*.parquet")), self._folder(snapshot_id)
        large, pack = [file for file in files if not is_small(file)], packed(filter(is_small, files))
        _at_once(lambda file: self._objects.put(f"{target}/{file.name}", file), large)
        self._objects.put(f"{target}/{PACK}", pack)
        self._objects.put(f"{target}/{DIGESTS}", (folder / DIGESTS).read_bytes())
        sizes = {file.name: file.stat().st_size for file in (*large, folder / DIGESTS)}
        if self._objects.sizes(target) != sizes | {PACK: len(pack)}:
            raise StoreError(f"{self.name} does not hold what was uploaded of {snapshot_id}: scan again")

    def _discard(self, snapshot_id: str) -> None:
        with suppress(BartizanError):  # the mark tells the next sweep
            self._objects.put(self._mark(snapshot_id), b"")
            self._objects.remove(self._folder(snapshot_id))
            self._objects.remove_one(self._mark(snapshot_id))

    def _fetch(self, snapshot_id: str) -> None:
        source = self._folder(snapshot_id)
        content = self._objects.read(f"{source}/{DIGESTS}", _MOST_DIGESTS)
        if content is None:
            raise DamagedSnapshotError(snapshot_id, self.name, "its objects are gone")
        try:
            digests = read_digests(content)
        except ValueError:
            raise DamagedSnapshotError(snapshot_id, self.name, f"{DIGESTS} cannot be read") from None
        with self._fetched.fetching(snapshot_id) as folder:
            small = self._unpack(snapshot_id, folder, digests)

            def fetch(name: str) -> str:
                if name not in small and not self._objects.fetch(f"{source}/{name}", folder / name):
                    return f"{name} is gone"
                return "" if digest_of(folder / name) == digests[name] else f"{name} is not what was written"

            if wrong := sorted(filter(None, _at_once(fetch, digests))):
                raise DamagedSnapshotError(snapshot_id, self.name, wrong[0])
            with writing(folder):
                (folder / DIGESTS).write_bytes(content)

    def _unpack(self, snapshot_id: str, folder: Path, names: Collection[str]) -> set[str]:
        pack = self._objects.read(f"{self._folder(snapshot_id)}/{PACK}", MOST_PACKED)
        try:
            return unpack(pack, folder, names) if pack else set()
        except ValueError:
            raise DamagedSnapshotError(snapshot_id, self.name, f"{PACK} cannot be read") from None

    def _folder(self, snapshot_id: str) -> str:
        return f"snapshots/{self._directory}/{snapshot_id}"

    def _mark(self, snapshot_id: str) -> str:
        return f"drafts/{self._directory}/{snapshot_id}"


class _ObjectDraft(Draft):
    """A snapshot that is uploaded before its manifest is written."""

    def __init__(self, snapshots: ObjectSnapshots, folder: Path, snapshot_id: str) -> None:
        super().__init__(folder, snapshot_id)
        self._snapshots = snapshots
        self._id = snapshot_id

    def publish(self, commit: Callable[[], None]) -> Path:
        self._snapshots.upload(self._id, self.path)
        place = super().publish(commit)
        with suppress(BartizanError):  # the next sweep does it
            self._snapshots.confirm(self._id)
        return place


def _at_once(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(work, items))
