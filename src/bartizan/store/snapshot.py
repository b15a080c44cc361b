"""Snapshots on disk: one folder of Parquet files per scan, written beside and renamed into place.

A folder is visible to readers only once state holds its manifest row: that row is the commit point.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from bartizan.model import BartizanError
from bartizan.store.engine import Engine

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


def open_snapshot(path: Path) -> Engine:
    """Return an engine with one view per table of a published snapshot.

    Raises:
        BartizanError: the folder is gone.
    """
    if not path.is_dir():
        raise BartizanError(f"the snapshot's folder {path} is gone; run `bartizan scan` again")
    engine = Engine()
    for file in sorted(path.glob("*.parquet")):
        engine.attach(file.stem, file)
    return engine
