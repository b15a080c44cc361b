"""Snapshots on disk: one folder of Parquet files per scan.

A folder is written under a draft's name, then state gets its manifest row, the commit point, and only then it gets its
own name. So whatever has a draft's name and no manifest is litter of a scan that was killed, and nothing else is.
"""

import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any, Self

import duckdb

from bartizan.base.gc_tuning import trim
from bartizan.model import BartizanError
from bartizan.store.digests import write_digests
from bartizan.store.disk import writing
from bartizan.store.engine import Engine, literal
from bartizan.store.saving import save_tables

_MISSING = re.compile(r"(?:Table|View) with name (\w+) does not exist")
"""How the engine says which table a query lacks."""

_KEPT = "kept"
"""The database in memory that has what is made of a snapshot."""
_CHANGING = ("create", "drop", "alter")
_DRAFT = ".draft-"
_DAMAGED = ".damaged-"


class Draft:
    """A snapshot being written; one that is not put ``in_place`` leaves nothing behind."""

    def __init__(self, folder: Path, snapshot_id: str) -> None:
        self.path = folder / f"{_DRAFT}{snapshot_id}"
        self.place = folder / snapshot_id
        self._is_published = False
        with writing(self.path):
            self.path.mkdir(parents=True)

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, *_: object) -> None:
        # A signal may come in after the manifest is written and before this draft learns of it: see `sweep`.
        if not self._is_published:
            shutil.rmtree(self.path, ignore_errors=True)

    @property
    def spool(self) -> Path:
        """The observation spool of this draft."""
        return self.path / "observation.ndjson"

    def seal(self, engine: Engine, tables: Iterable[str], same: Mapping[str, Path] = MappingProxyType({})) -> None:
        """Write the tables as Parquet: from here on the draft holds all of its snapshot and no more.

        ``same`` has files of another snapshot that hold the same tables.
        """
        files = [self.path / f"{table}.parquet" for table in tables]
        for file in files:
            if file.stem in same:
                with writing(file):
                    shutil.copyfile(same[file.stem], file)
        save_tables(engine, (file for file in files if file.stem not in same))
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
        with suppress(OSError):  # the next sweep tries again, and readers look for both names
            self.path.rename(self.place)
        return self.place


def sweep(folder: Path, published: Callable[[Collection[str]], Collection[str]]) -> None:
    """Finish what killed scans left in a folder of snapshots.

    Drafts that ``published`` knows get their names, all others are removed. The caller holds the scan lock, so none of
    them is being written.
    """
    drafts = {draft.name.removeprefix(_DRAFT): draft for draft in folder.glob(f"{_DRAFT}*")}
    known = published(drafts)
    for id_, draft in drafts.items():
        if id_ in known:
            draft.rename(draft.with_name(id_))
        else:
            shutil.rmtree(draft, ignore_errors=True)


def set_aside(path: Path) -> Path:
    """Rename a damaged snapshot's folder, where there is one, so that nothing reads it, and return where it is."""
    place = path.with_name(f"{_DAMAGED}{path.name}")
    if path.exists():
        path.rename(place)
    return place


@dataclass
class _Names:
    """The tables that were made, as of how many changes; all cursors share it."""

    changes: int = 0
    made: tuple[int, frozenset[str]] | None = None


class SnapshotEngine(Engine):
    """An engine over a published snapshot, whose tables are opened on use: a read needs a few of 140 files."""

    def __init__(self, path: Path, hold: object = None) -> None:
        self._hold = hold
        self._names = _Names()
        self._opening = RLock()
        super().__init__()
        self.give_memory_back()
        limits = "select current_setting('memory_limit') as memory, current_setting('threads') as threads"
        self._memory, self._threads = self.rows(limits)[0].values()
        self._run("set allocator_background_threads = true")  # what a query needed goes back to the system soon after
        self._files = {file.stem: file for file in sorted(path.glob("*.parquet"))}
        self._unopened = dict(self._files)

    def _begin(self) -> None:
        # A database of its own, as the first one does not pack: lists of a million rows take a fifth of the memory.
        self._run(f"attach ':memory:' as {_KEPT} (compress true)")
        self._run(f"use {_KEPT}")

    def tables(self) -> list[str]:
        """Return the names of all tables and views, sorted; opened or not."""
        # The engine writes out all words of all columns for this: it is asked again only after a change.
        changes, made = self._names.changes, self._names.made
        if made is None or made[0] != changes:
            made = self._names.made = (changes, frozenset(super().tables()))
        return sorted({*made[1], *self._unopened})

    def has(self, *names: str) -> bool:
        """Whether all of these are tables or views, opened or not."""
        return super().has(*(name for name in names if name not in self._unopened))

    def columns(self, name: str) -> dict[str, str]:
        """Return a table's columns and their types, in order."""
        if not super().has(name):  # a reader may have made a table of this name
            self.open(name)
        return super().columns(name)

    def cursor(self) -> Self:
        """Return another engine over the same tables, for another thread; ``stop`` ends its queries alone."""
        other = super().cursor()
        other._run(f"use {_KEPT}")
        return other

    def placed(self, name: str, under: str = "") -> str:
        """Return a relation of a table's rows with their ``place`` in the file, from 1: all cores may read it."""
        return self._numbered(name) if name in self._files else super().placed(name, under)

    def placed_parts(self, name: str, rows: int, under: str = "") -> list[str]:
        """Return relations of consecutive rows with their places; of the file, each reads its own pieces alone."""
        if name not in self._files:
            return super().placed_parts(name, rows, under)
        (counted,) = self.rows(f"select count(*) as n from read_parquet({literal(self._files[name])})")
        return [
            self._numbered(name, f"where file_row_number >= {first} and file_row_number < {first + rows}")
            for first in range(0, max(counted["n"], 1), rows)
        ]

    def _numbered(self, name: str, which: str = "") -> str:
        numbered = f"read_parquet({literal(self._files[name])}, file_row_number = true)"
        return f"(select * exclude (file_row_number), file_row_number + 1 as place from {numbered} {which})"

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """Have one core do what takes much memory, as each holds as much as another one, and begin with little."""
        self._hand_back()
        self._run("set threads = 1")
        try:
            yield
        finally:
            self._run(f"set threads = {self._threads}")

    def compress(self) -> None:
        """Pack the tables that were made since the last time, unless another thread is making one, which packs all."""
        self._hand_back()
        try:
            self._run(f"checkpoint {_KEPT}")
        except BartizanError as error:
            if not isinstance(error.__cause__, duckdb.TransactionException):
                raise
        self._hand_back()

    def _hand_back(self) -> None:
        """Have the engine give back to the system what it keeps for later queries: it does so when a limit is set."""
        self._run(f"set memory_limit = '{self._memory}'")
        trim()

    @property
    def files(self) -> dict[str, Path]:
        """The file of each table."""
        return dict(self._files)

    def open(self, *names: str) -> None:
        """Make tables readable as views, where the snapshot has them and they are not open yet."""
        for name in names:
            # A thread that lacks a table may find that another one is just opening it.
            with self._opening:
                if file := self._unopened.get(name):
                    self._open(name, file)
                    del self._unopened[name]

    def _open(self, name: str, file: Path) -> None:
        try:
            self.attach(name, file)
        except BartizanError as error:
            raise BartizanError(
                f"the snapshot {file.parent.name.removeprefix(_DRAFT)} is damaged ({file.name}): run `bartizan scan` "
                "again, or name an older one with --snapshot"
            ) from error

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        opened: set[str] = set()
        while True:
            try:
                found = super()._run(sql, parameters)
                if sql.lstrip().startswith(_CHANGING):
                    self._names.changes += 1
                return found
            except BartizanError as error:
                missing = _MISSING.search(str(error))
                if missing is None or missing[1] not in self._files or missing[1] in opened:
                    raise
                opened.add(missing[1])
                self.open(missing[1])


def open_snapshot(path: Path, hold: object = None) -> SnapshotEngine:
    """Return an engine with one view per table of a published snapshot; the last cursor of it lets go of ``hold``.

    Raises:
        BartizanError: the folder is gone, or a file in it is damaged.
    """
    return SnapshotEngine(found_folder(path), hold)


def has_snapshot(path: Path) -> bool:
    """Whether a published snapshot's folder is there."""
    return path.is_dir() or path.with_name(f"{_DRAFT}{path.name}").is_dir()


def found_folder(path: Path) -> Path:
    """Return where a published snapshot's files lie.

    Raises:
        BartizanError: nowhere.
    """
    # The scan may have been killed before the folder got its name, or be about to give it.
    for folder in (path, path.with_name(f"{_DRAFT}{path.name}"), path):
        if folder.is_dir():
            return folder
    raise BartizanError(f"the snapshot's folder {path} is gone; run `bartizan scan` again")
