"""One SELECT of a stranger over a snapshot, in a connection that can do nothing else.

It opens no files but the snapshot's own tables, reaches no network, loads no extension and changes no setting; it ends
after a time and within a memory. The engine's own limits hold even where a check here were wrong.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import orjson

from bartizan.base.suggestion import suggestion
from bartizan.model import BartizanError, UsageError
from bartizan.store.engine import Row, literal, quoted
from bartizan.store.macros import MACROS

SECONDS = 10.0
MEMORY = "1GB"
MOST_LETTERS = 50_000
MOST_ROWS = 100_000
_BATCH = 100
_RESERVED = ("duckdb_", "pragma_", "pg_", "sqlite_")
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree"})
"""Functions that stand in place of a table and read nothing."""
_FORBIDDEN = frozenset(
    {"getvariable", "current_setting", "getenv", "read_blob", "read_text", "file_exists", "write_log", "nextval"}
    | {"which_secret", "add_parquet_key", "query", "query_table", "glob_files", "parse_duckdb_log_message"}
)
"""Functions that show something of the machine or of the engine, or read what a name says."""


class QueryLimitError(BartizanError):
    """A query took longer, or more memory, than it may."""


@dataclass(frozen=True)
class LockedLimits:
    """What one query may take; ``rows`` is how many of its rows are returned, ``letters`` how long all texts may be."""

    seconds: float = SECONDS
    memory: str = MEMORY
    rows: int = MOST_ROWS
    letters: int = 200_000_000


@dataclass(frozen=True)
class LockedAnswer:
    """The rows of a query as lists, in the order of ``columns``, whose names may repeat; ``is_cut``: there are more."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool


Interrupt = Callable[[], None]


def locked_rows(tables: dict[str, Path], sql: str, *, seconds: float = SECONDS, memory: str = MEMORY) -> list[Row]:
    """Return the rows of one SELECT over a snapshot's tables, at most 100,000; a name that comes again gets a number.

    Raises: as ``locked_answer``.
    """
    found = locked_answer(tables, sql, LockedLimits(seconds, memory))
    names = _distinct(found.columns)
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def _distinct(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        numbered = (f"{name}_{number}" for number in count(1))
        found.append(name if name not in found else next(each for each in numbered if each not in {*names, *found}))
    return found


def locked_answer(
    tables: dict[str, Path],
    sql: str,
    limits: LockedLimits,
    started: Callable[[Interrupt], None] = lambda _: None,
) -> LockedAnswer:
    """Return the answer to one SELECT over a snapshot's tables; ``started`` is given what ends it at once.

    Raises:
        UsageError: it is not one SELECT over these tables and plain functions, or the engine refuses it.
        QueryLimitError: it took too long, or more memory than it may.
    """
    tree = _tree(sql)
    _check(tree, {name.lower() for name in tables})
    with duckdb.connect(":memory:", config=_config(limits.memory)) as connection:
        started(connection.interrupt)
        for macro in MACROS:
            connection.execute(macro)
        named = {name.lower(): name for name in tables}
        files = [tables[named[name]] for name in sorted(_tables(tree)) if name in named]
        for file in files:
            _open(connection, file)
        _lock(connection, files)
        return _answer(connection, sql, limits, files)


def _config(memory: str) -> dict[str, Any]:
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "memory_limit": memory,
        "temp_directory": "",
        "threads": 2,
    }


def _open(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    try:
        connection.execute(f"create view {quoted(file.stem)} as select * from read_parquet({literal(file)})")
    except duckdb.Error as error:
        raise BartizanError(f"the snapshot is damaged ({file.name}): run `bartizan scan` again") from error


def _lock(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    allowed = ", ".join(literal(file) for file in files)
    connection.execute(f"set allowed_paths = [{allowed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _answer(connection: duckdb.DuckDBPyConnection, sql: str, limits: LockedLimits, files: list[Path]) -> LockedAnswer:
    timer = threading.Timer(limits.seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        cursor = connection.execute(sql)
        columns = [(str(column[0]), str(column[1])) for column in cursor.description or ()]
        rows = _fetched(cursor, limits)
    except duckdb.InterruptException as error:
        raise QueryLimitError(f"the query took longer than {limits.seconds:g} s") from error
    except duckdb.OutOfMemoryException as error:
        raise QueryLimitError("the query needs more memory than it may have; narrow it") from error
    except duckdb.Error as error:
        raise UsageError(f"the engine refuses the query: {_said(error, files)}") from error
    finally:
        timer.cancel()
    names, types = [each[0] for each in columns], [each[1] for each in columns]
    return LockedAnswer(names, types, rows[: limits.rows], len(rows) > limits.rows)


def _fetched(cursor: duckdb.DuckDBPyConnection, limits: LockedLimits) -> list[tuple[Any, ...]]:
    """Return the rows, and one more where there are more; what the engine hands over, its own limit counts no more."""
    rows: list[tuple[Any, ...]] = []
    letters = 0
    while batch := cursor.fetchmany(min(_BATCH, limits.rows + 1 - len(rows))):
        rows += batch
        letters += sum(_length(value) for row in batch for value in row)
        if letters > limits.letters:
            raise QueryLimitError(f"the answer is longer than {limits.letters:,} characters; narrow it")
        if len(rows) > limits.rows:
            break
    return rows


def _length(value: object) -> int:
    if isinstance(value, str | bytes):
        return len(value)
    return len(str(value)) if isinstance(value, list | dict | tuple) else 8


def _said(error: duckdb.Error, files: list[Path]) -> str:
    """Return what the engine says, without what it says of this machine."""
    text = str(error)
    if "pytz" in text:
        return "cast a time with a zone to timestamp or to varchar"
    for folder in {file.parent for file in files}:
        text = text.replace(f"{folder}/", "")
    return text.partition("\nTraceback")[0]


def _tree(sql: str) -> dict[str, Any]:
    """Return the syntax tree of one SELECT."""
    if len(sql) > MOST_LETTERS:
        raise UsageError(f"the query is longer than {MOST_LETTERS:,} characters")
    with duckdb.connect(":memory:", config=_config(MEMORY)) as connection:
        connection.execute("set enable_external_access = false")
        try:
            told = connection.execute("select json_serialize_sql(?)", [sql]).fetchall()[0][0]
        except duckdb.Error as error:
            raise UsageError(f"not a SELECT that can be read: {error}") from error
    tree: dict[str, Any] = orjson.loads(told)
    if tree["error"]:
        raise UsageError(f"only one SELECT is run here{_why(str(tree.get('error_message', '')))}")
    if len(tree["statements"]) != 1:
        raise UsageError(f"one SELECT is run here; there are {len(tree['statements'])}")
    return tree


def _why(said: str) -> str:
    """Return what the engine says of a text that it cannot read, without what helps nobody here."""
    if "Only SELECT" in said:
        return ", and this is another statement"
    return "; the query is nested too deep" if "max_expression_depth" in said or "depth limit" in said else f": {said}"


def _check(tree: dict[str, Any], known: set[str]) -> None:
    # The engine has tables of its own, which show its settings and the paths of files.
    known = known | _named_queries(tree)
    for node in _nodes(tree):
        name = str(node.get("function_name", "")).lower()
        if name in _FORBIDDEN:
            raise UsageError(f"the function {name!r} is not available here")
        if node.get("type") == "TABLE_FUNCTION":
            called = str(node["function"].get("function_name", "")).lower()
            if called not in _TABLE_FUNCTIONS:
                raise UsageError(f"the function {called!r} is not available here; name a table")
        if node.get("type") == "BASE_TABLE":
            _check_table(node, known)
        if node.get("type") == "SHOW_REF":
            raise UsageError("only one SELECT is run here; `bartizan explore types` says which columns there are")


def _check_table(node: dict[str, Any], known: set[str]) -> None:
    name = str(node["table_name"])
    if node.get("schema_name") or node.get("catalog_name"):
        raise UsageError("name a table alone, without a schema")
    if name.lower() not in known:
        raise UsageError(f"there is no table {name!r}{suggestion(name.lower(), sorted(known))}")


def _named_queries(tree: dict[str, Any]) -> set[str]:
    """Return the names that WITH gives to queries, in lower case: elsewhere in the text they name tables still."""
    maps = (node["cte_map"]["map"] for node in _nodes(tree) if node.get("cte_map"))
    names = {str(each["key"]).lower() for map_ in maps for each in map_}
    if taken := sorted(name for name in names if name in _own_tables() or name.startswith(_RESERVED)):
        raise UsageError(f"name the query {taken[0]!r} otherwise")
    return names


@cache
def _own_tables() -> frozenset[str]:
    """Return the names of the engine's own tables and views, in lower case."""
    query = "select table_name from duckdb_tables() union all select view_name from duckdb_views()"
    with duckdb.connect(":memory:", config=_config(MEMORY)) as connection:
        return frozenset(str(name).lower() for (name,) in connection.execute(query).fetchall())


def _tables(tree: dict[str, Any]) -> set[str]:
    return {str(node["table_name"]).lower() for node in _nodes(tree) if node.get("type") == "BASE_TABLE"}


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
