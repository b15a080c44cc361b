"""Snapshots on disk: one folder of Parquet files per scan.

A folder is written under a draft's name, then state gets its manifest row, the commit point, and only then it gets its
own name. So whatever has a draft's name and no manifest is litter of a scan that was killed, and nothing else is.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from bartizan.model import BartizanError
from bartizan.store.digests import write_digests
from bartizan.store.disk import writing
from bartizan.store.engine import Engine
from bartizan.store.objects.failure import StoreError
from bartizan.store.saving import SavingAhead, save_tables
from bartizan.store.snapshot_engine import DRAFT, SnapshotEngine

_DAMAGED = ".damaged-"


class Draft:
    """A snapshot being written; one that is not put ``in_place`` leaves nothing behind."""

    def __init__(self, folder: Path, snapshot_id: str) -> None:
        self.path = folder / f"{DRAFT}{snapshot_id}"
        self.place = folder / snapshot_id
        self._is_published = False
        self._ahead: list[SavingAhead] = []
        self._placed: set[Path] = set()
        with writing(self.path):
            self.path.mkdir(parents=True)

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, *_: object) -> None:
        for ahead in self._ahead:
            ahead.stop()
        # A signal may come in after the manifest is written and before this draft learns of it: see `sweep`.
        if not self._is_published:
            shutil.rmtree(self.path, ignore_errors=True)

    @property
    def spool(self) -> Path:
        """The observation spool of this draft."""
        return self.path / "observation.ndjson"

    def write_ahead(self, engine: Engine, tables: Iterable[str], *, are_done: bool = False) -> None:
        """Begin to write tables that nobody changes any more, in a thread, while the engine makes others.

        Nobody reads those that ``are_done`` either: they are dropped.
        """
        files = [self.path / f"{table}.parquet" for table in tables]
        self._ahead.append(SavingAhead(engine, files, are_done=are_done))

    def place_for(self, table: str) -> Path:
        """Return the file that others write a table to before the draft is sealed."""
        file = self.path / f"{table}.parquet"
        self._placed.add(file)
        return file

    def seal(self, engine: Engine, tables: Iterable[str], same: Mapping[str, Path] = MappingProxyType({})) -> None:
        """Write the tables as Parquet: from here on the draft holds all of its snapshot and no more.

        ``same`` has files of another snapshot that hold the same tables.
        """
        files = [self.path / f"{table}.parquet" for table in tables]
        written = self._placed.union(*(ahead.wait() for ahead in self._ahead))
        for file in files:
            if file.stem in same:
                with writing(file):
                    shutil.copyfile(same[file.stem], file)
        save_tables(engine, (file for file in files if file.stem not in same and file not in written))
        self.spool.unlink(missing_ok=True)
        with writing(self.path):
            write_digests(self.path, files)

    def publish(self, commit: Callable[[], None]) -> Path:
        """Let ``commit`` write the manifest and return the folder where the snapshot lies then."""
        # Said before: a manifest without its folder would be worse than a folder without its manifest.
        self._is_published = True
        try:
            commit()
        except BartizanError:
            self._is_published = False
            raise
        with suppress(OSError):  # the next reader or sweep tries again
            self.path.rename(self.place)
        return self.place


def sweep(folder: Path, published: Callable[[Collection[str]], Collection[str]]) -> None:
    """Finish what killed scans left in a folder of snapshots.

    Drafts that ``published`` knows get their names, all others are removed. The caller holds the scan lock, so none of
    them is being written.
    """
    drafts = {draft.name.removeprefix(DRAFT): draft for draft in folder.glob(f"{DRAFT}*")}
    known = published(drafts)
    for id_, draft in drafts.items():
        if id_ in known:
            with suppress(FileNotFoundError):  # a reader was first
                draft.rename(draft.with_name(id_))
        else:
            shutil.rmtree(draft, ignore_errors=True)


def set_aside(path: Path) -> Path:
    """Rename a damaged snapshot's folder, where there is one, so that nothing reads it, and return where it is."""
    place = path.with_name(f"{_DAMAGED}{path.name}")
    if path.exists():
        path.rename(place)
    return place


def open_snapshot(path: Path, hold: object = None) -> SnapshotEngine:
    """Return an engine with one view per table of a published snapshot; the last cursor of it lets go of ``hold``.

    Raises:
        BartizanError: the folder is gone, or a file in it is damaged.
    """
    return SnapshotEngine(found_folder(path), hold)


def has_snapshot(path: Path) -> bool:
    """Whether a published snapshot's folder is there."""
    return path.is_dir() or path.with_name(f"{DRAFT}{path.name}").is_dir()


def found_folder(path: Path) -> Path:
    """Return where a published snapshot's files lie.

    Raises:
        BartizanError: nowhere.
    """
    draft = path.with_name(f"{DRAFT}{path.name}")
    for _ in range(2):
        if path.is_dir():
            return path
        # Who published it was killed before the folder got its name, or is about to give it: files that are opened on
        # use must not move any more.
        with suppress(OSError):
            draft.rename(path)
            return path
        if draft.is_dir():  # in a home that cannot be written to
            return draft
    raise StoreError(f"the snapshot's folder {path} is gone; run `bartizan scan` again")
