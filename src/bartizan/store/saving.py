"""Write tables as Parquet files, each named after its table.

Most tables of a small estate are empty. What a file of no rows looks like depends on its columns alone, so a process
has the engine write it once: a copy takes a tenth of the time.
"""

from collections.abc import Iterable
from pathlib import Path

from bartizan.store.disk import writing
from bartizan.store.engine import Engine

_EMPTY: dict[str, bytes] = {}
"""Files of tables without rows, by their columns."""


def save_tables(engine: Engine, files: Iterable[Path]) -> None:
    """Write the table of each file's name.

    Raises:
        BartizanError: the disk takes no more.
    """
    empty = _empty_tables(engine)
    for file in files:
        columns = empty.get(file.stem, "")
        if content := _EMPTY.get(columns):
            with writing(file):
                file.write_bytes(content)
        else:
            engine.save(file.stem, file)
            if columns:
                _EMPTY[columns] = file.read_bytes()


def _empty_tables(engine: Engine) -> dict[str, str]:
    """Return the tables without rows, and their columns as SQL writes them."""
    rows = engine.rows("select table_name, sql from duckdb_tables() where not internal and estimated_size = 0")
    return {row["table_name"]: row["sql"].partition("(")[2] for row in rows}
