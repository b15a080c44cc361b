"""An in-memory DuckDB behind the few verbs that the stages need."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from copy import copy
from pathlib import Path
from threading import RLock
from types import MappingProxyType
from typing import Any, Self

import duckdb

from bartizan.model import BartizanError
from bartizan.store.limit import limited
from bartizan.store.macros import MACROS
from bartizan.store.ndjson import ndjson_options

OBSERVATION_COLUMNS = {
    "kind": "varchar",
    "id": "varchar",
    "aspect": "varchar",
    "outcome": "varchar",
    "scope": "varchar",
    "region": "varchar",
    "body": "json",
    "operation": "varchar",
    "permission": "varchar",
    "detail": "varchar",
    "marker": "varchar",
    "observed_at": "timestamp",
}

LANGUAGE = duckdb.__version__ + "".join(MACROS)
"""What a SELECT means depends on these beside its text."""
_FEW = "1MB"
"""What an engine that gives memory back may keep of what a step of a query needed."""
_STOPPED = "the scan was stopped"

Row = dict[str, Any]


class Engine:
    """One private in-memory database; tables come from Parquet, NDJSON or SELECTs.

    Each of its ``threads`` (None: as many as there are cores) holds buffers of its own.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        config: dict[str, Any] = {"autoinstall_known_extensions": "false"}
        self._db = duckdb.connect(":memory:", config=config | ({"threads": threads} if threads else {}))
        self._is_stopped = False
        self._ends: list[Callable[[], None]] = []
        self.known: dict[str, dict[str, str]] = {}
        """Columns of tables that were made of others, for all cursors: to ask the engine takes longer than a page."""
        self._locks: dict[str, RLock] = {}
        self.own: dict[str, str] = {}
        """Temporary tables of this cursor alone, by what they hold."""
        self._begin()
        for macro in MACROS:
            self._run(macro)

    def _begin(self) -> None:
        """Choose where tables and macros are made, before there are any."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the database; its memory is free then."""
        self._db.close()

    def give_memory_back(self) -> None:
        """From now on give memory back to the system at once, not keep it for the next query.

        A peak is a fifth lower then. Queries take a sixth longer: the system clears each page again.
        """
        self._run(f"set allocator_bulk_deallocation_flush_threshold = '{_FEW}'")

    def cursor(self) -> Self:
        """Return another engine over the same tables, for another thread; ``stop`` ends its queries alone."""
        other = copy(self)
        other._db = self._db.cursor()
        other._is_stopped = False
        other._ends = []
        other.own = {}
        return other

    def placed(self, name: str, under: str = "") -> str:
        """Return a relation of a table's rows, which may lie ``under`` another name, with their ``place`` from 1."""
        return f"(select *, row_number() over () as place from {quoted(under or name)})"

    def placed_parts(self, name: str, rows: int, under: str = "") -> list[str]:  # noqa: ARG002 of a file only
        """Return relations that together have the rows of ``placed``, each up to that many where a file has them."""
        return [self.placed(name, under)]

    def below(self) -> Self:
        """Return an engine over the tables that this one's layer lies on, itself where there is no layer."""
        return self

    def making(self, name: str) -> AbstractContextManager[Any]:
        """Return what is held while a table is made: of requests that come at the same time one makes it."""
        return self._locks.setdefault(name, RLock())

    def once(self, name: str, make: Callable[[Self], None]) -> str:
        """Have a table made unless it was, and return its name."""
        with self.making(name):
            if name not in self.known:
                make(self)
                self.known[name] = {}
        return name

    @contextmanager
    def sparing(self) -> Iterator[None]:
        """Have what follows take less memory and more time, where many share this engine."""
        yield

    def compress(self) -> None:
        """Pack the tables that were made since the last time, where the engine keeps them packed."""

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a query as dictionaries in column order.

        Raises:
            BartizanError: the engine refused the query; the message is the engine's own.
        """
        with self._telling():
            cursor = self._run(sql, parameters)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def arrays(self, sql: str) -> dict[str, Any]:
        """Return the columns of a query as numpy arrays, which are as long as it has rows; none of them holds nulls."""
        with self._telling():
            found = self._run(sql).fetchnumpy()
        return dict(found)

    def limited(self, seconds: float) -> AbstractContextManager[None]:
        """End a query within this that takes longer.

        Raises:
            BartizanError: one did.
        """
        return limited(seconds, self._db.interrupt)

    @contextmanager
    def joined_as_written(self) -> Iterator[None]:
        """Have the engine hold in memory what is joined, never what that is joined to."""
        self._run("set disabled_optimizers = 'join_order,build_side_probe_side'")
        try:
            yield
        finally:
            self._run("reset disabled_optimizers")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement that returns nothing of interest."""
        self._run(sql, parameters)

    def stop(self) -> None:
        """End the query that another thread runs now, and let none run after it."""
        self._is_stopped = True
        for end in (self._db.interrupt, *self._ends):
            with suppress(duckdb.ConnectionException):  # it was closed meanwhile
                end()

    def stops_too(self, end: Callable[[], None]) -> None:
        """Have ``stop`` call this as well: it ends a query that runs elsewhere for the same reader.

        Raises:
            BartizanError: it was stopped already.
        """
        self._ends.append(end)
        if self._is_stopped:
            raise BartizanError(_STOPPED)

    def create(self, name: str, select: str, *, own: bool = False) -> None:
        """Create or replace a table from a SELECT, with ``own`` one that other cursors do not see."""
        self._run(f"create or replace {'temp ' if own else ''}table {quoted(name)} as {select}")

    def create_empty(self, name: str, columns: Mapping[str, str], *, own: bool = False) -> None:
        """Create or replace an empty table with the given column types; ``own`` as for ``create``."""
        typed = ", ".join(f"{quoted(column)} {type_}" for column, type_ in columns.items())
        self._run(f"create or replace {'temp ' if own else ''}table {quoted(name)} ({typed})")

    def insert(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Append rows, values in column order."""
        if batch := list(rows):
            # A list for each column: a statement for each row is a hundred times slower.
            lists = ", ".join(f"unnest(?::{type_}[])" for type_ in self.columns(name).values())
            columns = [list(column) for column in zip(*batch, strict=True)]
            self._run(f"insert into {quoted(name)} select {lists}", columns)

    def load_observations(self, path: Path) -> None:
        """Create the table ``observation`` from an NDJSON spool."""
        lines = f"read_json({literal(path)}, {ndjson_options(path, OBSERVATION_COLUMNS)})"
        # A listing that pages while it changes names a resource twice; the later answer stands.
        self.create(
            "observation",
            f"select distinct on (kind, scope, region, id, aspect) * from {lines} order by observed_at desc",
        )

    def load_lines(self, name: str, path: Path, columns: Mapping[str, str]) -> None:
        """Create a table from an NDJSON file."""
        self.create(name, f"select * from read_json({literal(path)}, {ndjson_options(path, columns)})")

    def load_csv(self, name: str, path: Path) -> None:
        """Create a table from a CSV file with a header line."""
        self.create(name, f"select * from read_csv({literal(path)}, header = true)")

    def attach(self, name: str, path: Path, columns: Mapping[str, str] = MappingProxyType({})) -> None:
        """Make a Parquet file readable as a view that has ``columns`` even where an older release wrote it without."""
        select = f"select * from read_parquet({literal(path)})"
        if columns:
            nulls = ", ".join(f"null::{type_} as {quoted(column)}" for column, type_ in columns.items())
            select = f"select {nulls} where false union all by name {select}"
        self._run(f"create or replace view {quoted(name)} as {select}")

    def attach_or_empty(self, name: str, path: Path, columns: Mapping[str, str]) -> None:
        """Make a Parquet file readable as ``attach`` does, as an empty table where it is not there."""
        if path.is_file():
            self.attach(name, path, columns)
        else:
            self.create_empty(name, columns)

    def load_or_empty(self, name: str, path: Path | None, columns: Mapping[str, str]) -> None:
        """Create a table with ``columns``, null where a Parquet file lacks one; it is empty where there is no file."""
        self.create_empty(name, columns)
        if path and path.is_file():
            self._run(f"insert into {quoted(name)} by name select * from read_parquet({literal(path)})")

    def save(self, name: str, path: Path) -> None:
        """Write a table to a Parquet file."""
        self._run(f"copy (select * from {quoted(name)}) to {literal(path)} (format parquet, compression zstd)")

    def load_view(self, name: str) -> None:
        """Put a table with the rows of a view in the view's place."""
        self.create("loaded", f"select * from {quoted(name)}")
        self._run(f"drop view {quoted(name)}")
        self._run(f"alter table loaded rename to {quoted(name)}")

    def tables(self) -> list[str]:
        """Return the names of all tables and views, sorted."""
        # The information schema says the same, in ten times the time.
        query = (
            "select table_name from duckdb_tables() where not internal "
            "union select view_name from duckdb_views() where not internal order by 1"
        )
        return [row["table_name"] for row in self.rows(query)]

    def has(self, *names: str) -> bool:
        """Whether all of these are tables or views; to ask for all that there are takes twenty times as long."""
        try:
            for name in names:
                self._db.table(quoted(name))
        except duckdb.CatalogException:
            return False
        return True

    def columns(self, name: str) -> dict[str, str]:
        """Return a table's columns and their types, in order."""
        with self._telling():
            relation = self._db.table(quoted(name))
            return dict(zip(relation.columns, map(str, relation.types), strict=True))

    def columns_of(self, select: str) -> dict[str, str]:
        """Return the columns of a SELECT and their types, in order."""
        return {row["column_name"]: row["column_type"] for row in self.rows(f"describe {select}")}

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        with self._telling():
            return self._db.execute(sql, parameters)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        if self._is_stopped:
            raise BartizanError(_STOPPED)
        try:
            yield
        except duckdb.InterruptException as error:
            raise BartizanError(_STOPPED) from error
        except duckdb.Error as error:
            raise BartizanError(f"the engine could not run a query: {error}") from error
        except RuntimeError as error:
            # What a signal's handler raises while a query runs, the engine swallows, and raises this.
            if "Query interrupted" in str(error):
                raise KeyboardInterrupt from error
            raise


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Return a value as an SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"
