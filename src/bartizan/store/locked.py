"""One SELECT of a stranger over a snapshot, in a connection that can do nothing else.

It opens no files but the snapshot's own tables, reaches no network, loads no extension and changes no setting; it ends
after a time and within a memory. The engine's own limits hold even where a check here were wrong.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import orjson

from bartizan.model import BartizanError, UsageError
from bartizan.store.engine import Row, literal, quoted
from bartizan.store.macros import MACROS

SECONDS = 10.0
MEMORY = "1GB"
MOST_LETTERS = 50_000
MOST_ROWS = 100_000
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree"})
"""Functions that stand in place of a table and read nothing."""
_FORBIDDEN = frozenset(
    {"getvariable", "current_setting", "getenv", "read_blob", "read_text", "file_exists", "write_log", "nextval"}
    | {"which_secret", "add_parquet_key", "query", "query_table", "glob_files", "parse_duckdb_log_message"}
)
"""Functions that show something of the machine or of the engine, or read what a name says."""


def locked_rows(tables: dict[str, Path], sql: str, *, seconds: float = SECONDS, memory: str = MEMORY) -> list[Row]:
    """Return the rows of one SELECT over a snapshot's tables, at most 100,000.

    Raises:
        UsageError: it is not one SELECT over these tables and plain functions, or the engine refuses it.
        BartizanError: it took too long, or more memory than it may.
    """
    tree = _tree(sql)
    _check(tree)
    with duckdb.connect(":memory:", config=_config(memory)) as connection:
        for macro in MACROS:
            connection.execute(macro)
        named = {name.lower(): name for name in tables}
        files = [tables[named[name]] for name in sorted(_tables(tree)) if name in named]
        for file in files:
            connection.execute(f"create view {quoted(file.stem)} as select * from read_parquet({literal(file)})")
        _lock(connection, files)
        return _rows(connection, sql, seconds)


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


def _lock(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    allowed = ", ".join(literal(file) for file in files)
    connection.execute(f"set allowed_paths = [{allowed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, seconds: float) -> list[Row]:
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(MOST_ROWS)]
    except duckdb.InterruptException as error:
        raise BartizanError(f"the query took longer than {seconds:g} s") from error
    except duckdb.OutOfMemoryException as error:
        raise BartizanError("the query needs more memory than it may have; narrow it") from error
    except duckdb.Error as error:
        raise UsageError(f"the engine refuses the query: {error}") from error
    finally:
        timer.cancel()


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
    if tree["error"] or len(tree["statements"]) != 1:
        raise UsageError(f"only one SELECT is run here: {tree.get('error_message', 'there are several statements')}")
    return tree


def _check(tree: dict[str, Any]) -> None:
    for node in _nodes(tree):
        name = str(node.get("function_name", "")).lower()
        if name in _FORBIDDEN:
            raise UsageError(f"the function {name!r} is not available here")
        if node.get("type") == "TABLE_FUNCTION":
            called = str(node["function"].get("function_name", "")).lower()
            if called not in _TABLE_FUNCTIONS:
                raise UsageError(f"the function {called!r} is not available here; name a table")
        if node.get("type") == "BASE_TABLE" and (node.get("schema_name") or node.get("catalog_name")):
            raise UsageError("name a table alone, without a schema")
        if node.get("type") == "BASE_TABLE" and str(node["table_name"]).lower().startswith(("duckdb_", "pragma_")):
            raise UsageError(f"there is no table {node['table_name']!r}")


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
