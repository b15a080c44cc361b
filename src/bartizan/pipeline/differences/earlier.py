"""How a table of an earlier snapshot is read beside that of now."""

from collections.abc import Mapping
from pathlib import Path

from bartizan.store import Engine
from bartizan.store.engine import literal

MOST_OF_VALUE = 2_000
"""Characters of a value that are kept: a policy may have as many as 20,000."""
MOST_OF_SUBJECT = 500
"""Characters of what changed: it is a part of a key, which databases bound."""


def earlier(folder: Path, table: str) -> str:
    """Return a relation of SQL: the table as the earlier snapshot has it."""
    return f"read_parquet({literal(folder / f'{table}.parquet')})"


def columns_then(engine: Engine, folder: Path, table: str) -> Mapping[str, str]:
    """Return the columns and types that a table had in the earlier snapshot; none where it had no such table."""
    if not (folder / f"{table}.parquet").is_file():
        return {}
    return engine.columns_of(f"from {earlier(folder, table)}")


def in_both(engine: Engine, folder: Path, table: str) -> list[str]:
    """Return the columns that a table has now and had then, of the same type."""
    then = columns_then(engine, folder, table)
    return [name for name, type_ in engine.columns(table).items() if then.get(name) == type_]
