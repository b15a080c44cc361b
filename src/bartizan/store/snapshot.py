"""Snapshots on disk: one folder of Parquet files per scan, written beside and renamed into place.

A folder is visible to readers only once state holds its manifest row: that row is the commit point.
"""

import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from bartizan.model import BartizanError
from bartizan.store.engine import Engine

_MISSING = re.compile(r"(?:Table|View) with name (\w+) does not exist")
"""How the engine says which table a query lacks."""

_DRAFT = ".draft-"


class Draft:
    """A snapshot being written; ``seal`` moves it into place, and a draft that is not sealed leaves nothing behind."""

    def __init__(self, home: Path, directory: str, snapshot_id: str, *, is_first: bool = True) -> None:
        self._folder = home / "snapshots" / directory
        self.path = self._folder / f"{_DRAFT}{snapshot_id}"
        self.sealed = self._folder / snapshot_id
        if is_first:
            self._sweep()
        self.path.mkdir(parents=True)

    def __enter__(self) -> "Draft":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def spool(self) -> Path:
        """The observation spool of this draft."""
        return self.path / "observation.ndjson"

    def seal(self, engine: Engine, tables: Iterable[str]) -> Path:
        """Write the tables as Parquet and return the folder where the snapshot now lies."""
        for table in tables:
            engine.save(table, self.path / f"{table}.parquet")
        self.spool.unlink(missing_ok=True)
        self.path.rename(self.sealed)
        return self.sealed

    def _sweep(self) -> None:
        # Drafts of killed scans; the caller holds the scan lock, so none of them is alive.
        for stale in self._folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(stale, ignore_errors=True)


class SnapshotEngine(Engine):
    """An engine over a published snapshot, whose tables are opened on use: a read needs a few of 140 files."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._files = {file.stem: file for file in sorted(path.glob("*.parquet"))}
        self._unopened = dict(self._files)

    def tables(self) -> list[str]:
        """Return the names of all tables and views, sorted; opened or not."""
        return sorted({*super().tables(), *self._unopened})

    def open(self, *names: str) -> None:
        """Make tables readable as views, where the snapshot has them and they are not open yet."""
        for name in names:
            if file := self._unopened.pop(name, None):
                self.attach(name, file)

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        while True:
            try:
                return super()._run(sql, parameters)
            except BartizanError as error:
                missing = _MISSING.search(str(error))
                if missing is None or missing[1] not in self._unopened:
                    raise
                self.open(missing[1])


def open_snapshot(path: Path) -> SnapshotEngine:
    """Return an engine with one view per table of a published snapshot.

    Raises:
        BartizanError: the folder is gone.
    """
    if not path.is_dir():
        raise BartizanError(f"the snapshot's folder {path} is gone; run `bartizan scan` again")
    return SnapshotEngine(path)
