"""The engine over a published snapshot: its files are opened on use, and what is made of them lies packed in memory."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Self

import duckdb

from bartizan.base.gc_tuning import trim
from bartizan.model import BartizanError
from bartizan.store.engine import Engine, literal, quoted
from bartizan.store.layer import Layer

DRAFT = ".draft-"
"""How the name of a snapshot's folder begins until it gets its own."""
_MISSING = re.compile(r"(?:Table|View) with name (\w+) does not exist")
"""How the engine says which table a query lacks."""

_GROUP = 30_720
"""Rows of a group in that database; a multiple of 2048."""
_KEPT = "kept"
"""The database in memory that has what is made of a snapshot."""
_CHANGING = ("create", "drop", "alter")
_OWN = "create temp table"
"""How statements begin that make what no other cursor sees, and nobody asks for by its name."""


@dataclass
class _Sparing:
    """How many cursors spare memory now."""

    lock: Lock = field(default_factory=Lock)
    cursors: int = 0


@dataclass
class _Names:
    """The tables that were made, and columns of tables, by the layer they are seen from; all cursors share it.

    What was read is of as many changes as stand beside it, and is read again after the next.
    """

    changes: int = 0
    made: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)
    columns: dict[tuple[str, str], tuple[int, dict[str, str]]] = field(default_factory=dict)


class SnapshotEngine(Engine):
    """An engine over a published snapshot, whose tables are opened on use: a read needs a few of 140 files.

    What a reader makes is there for all cursors, or in a layer for those of the layer alone.
    """

    def __init__(self, path: Path, hold: object = None) -> None:
        self._hold = hold
        self._names = _Names()
        self._sparing = _Sparing()
        self._has_room = False
        self._layer: Layer | None = None
        self._below: Self | None = None
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
        # To pack rows that were added, it unpacks their whole group: in small groups that takes 20 MB less.
        self._run(f"attach ':memory:' as {_KEPT} (compress true, row_group_size {_GROUP})")
        self._run(f"use {_KEPT}")

    def tables(self) -> list[str]:
        """Return the names of all tables and views, sorted; opened or not."""
        # The engine writes out all words of all columns for this: it is asked again only after a change.
        changes, made = self._names.changes, self._names.made.get(self._place)
        if made is None or made[0] != changes:
            made = self._names.made[self._place] = (changes, frozenset(self._made()))
        return sorted({*made[1], *self._unopened})

    def _made(self) -> list[str]:
        seen = f"not internal and database_name in ('temp', '{_KEPT}', '{self._place}')"
        query = (
            f"select table_name from duckdb_tables() where {seen} "
            f"union select view_name from duckdb_views() where {seen}"
        )
        return [row["table_name"] for row in self.rows(query)]

    def has(self, *names: str) -> bool:
        """Whether all of these are tables or views, opened or not."""
        return super().has(*(name for name in names if name not in self._unopened))

    def columns(self, name: str) -> dict[str, str]:
        """Return a table's columns and their types, in order."""
        if name not in self._files:  # it may be a table of this cursor alone
            return super().columns(name)
        # To ask the engine about each type took a third of a page that offers all of them.
        changes, known = self._names.changes, self._names.columns.get((self._place, name))
        if known is None or known[0] != changes:
            if not super().has(name):  # a reader may have made a table of this name
                self.open(name)
                changes = self._names.changes
            known = self._names.columns[self._place, name] = (changes, super().columns(name))
        return dict(known[1])

    def cursor(self) -> Self:
        """Return another engine over the same tables, for another thread; ``stop`` ends its queries alone."""
        with self._opening:
            other = super().cursor()
        other._use()
        return other

    def roomy(self) -> Self:
        """Return a cursor that takes more memory, and all cores, to be done sooner."""
        other = self.cursor()
        other._has_room = True
        return other

    def layer(self) -> Self:
        """Return another engine over the same tables. What it makes, its cursors alone see, and it ends with them."""
        other = super().cursor()
        other._layer, other._below = Layer(self._db.cursor()), self
        other.known, other._locks = {}, {}
        other._use()
        return other

    def below(self) -> Self:
        """Return a cursor over the tables that this one's layer lies on, itself where there is no layer."""
        return self._below.cursor() if self._below else self

    def once_below(self, name: str, make: Callable[[Self], None]) -> str:
        """Have a table made once that no layer changes, and return how it is called from this one's."""
        self.below().once(name, make)
        return self.scanned(name) or name

    def scanned(self, name: str) -> str:
        """Return how a table that this one's layer has anew is named below, empty where there is no layer."""
        return f"{_KEPT}.main.{quoted(name)}" if self._layer else ""

    @property
    def _place(self) -> str:
        """The database that has what this engine makes."""
        return self._layer.name if self._layer else _KEPT

    def _use(self) -> None:
        self._run(f"set search_path = '{self._place},{_KEPT}'" if self._layer else f"use {_KEPT}")

    def placed(self, name: str, under: str = "") -> str:
        """Return a relation of a table's rows with their ``place`` in the file, from 1: all cores may read it."""
        return self._numbered(name) if name in self._files else super().placed(name, under)

    def placed_parts(self, name: str, rows: int, under: str = "") -> list[str]:
        """Return relations of consecutive rows with their places; of the file, each reads its own pieces alone."""
        if name not in self._files:
            return super().placed_parts(name, rows, under)
        (counted,) = self.rows(f"select count(*) as n from read_parquet({literal(self._files[name])})")
        rows *= self._threads if self._has_room else 1
        return [
            self._numbered(name, f"where file_row_number >= {first} and file_row_number < {first + rows}")
            for first in range(0, max(counted["n"], 1), rows)
        ]

    def picked(self, name: str, places: Sequence[int]) -> str:
        """Return a relation of the rows of a table at these places of its file: what else lies there is not read."""
        wanted = ", ".join(str(place - 1) for place in places)
        return self._numbered(name, f"where file_row_number in ({wanted})") if name in self._files else quoted(name)

    def _numbered(self, name: str, which: str = "") -> str:
        numbered = f"read_parquet({literal(self._files[name])}, file_row_number = true)"
        return f"(select * exclude (file_row_number), file_row_number + 1 as place from {numbered} {which})"

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """Have one core do what takes much memory, as each holds as much as another one, and begin with little."""
        self._hand_back()
        if self._has_room:
            yield
            return
        self._count_sparing(1)
        try:
            yield
        finally:
            self._count_sparing(-1)

    def _count_sparing(self, more: int) -> None:
        with self._sparing.lock:
            self._sparing.cursors += more
            self._run(f"set threads = {1 if self._sparing.cursors else self._threads}")

    def compress(self) -> None:
        """Pack the tables that were made since the last time, unless another thread is making one, which packs all."""
        self._hand_back()
        try:
            self._run(f"checkpoint {self._place}")
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
            self.below().attach(name, file)
        except BartizanError as error:
            raise BartizanError(
                f"the snapshot {file.parent.name.removeprefix(DRAFT)} is damaged ({file.name}): run `bartizan scan` "
                "again, or name an older one with --snapshot"
            ) from error

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        opened: set[str] = set()
        while True:
            try:
                found = super()._run(sql, parameters)
                if sql.lstrip().startswith(_CHANGING) and not sql.startswith(_OWN):
                    self._names.changes += 1
                return found
            except BartizanError as error:
                missing = _MISSING.search(str(error))
                if missing is None or missing[1] not in self._files or missing[1] in opened:
                    raise
                opened.add(missing[1])
                self.open(missing[1])
