"""The files that the contents of packages are written to as they are read, one line per thing found."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import orjson

from bartizan.store.disk import writing
from bartizan.store.engine import Engine

CODE_TABLES: Mapping[str, Mapping[str, str]] = {
    "reading": {"digest": "varchar", "reader": "integer", "bytes_total": "bigint", "bytes_read": "bigint"},
    "package": dict.fromkeys(("digest", "ecosystem", "name", "version", "purl", "path", "evidence"), "varchar"),
    "secret": {"digest": "varchar", "kind": "varchar", "path": "varchar", "line": "integer"},
    "unreadable": dict.fromkeys(("digest", "path", "reason", "detail"), "varchar"),
}
"""What is known of a package's content, each row under the digest of the package it was found in."""


class CodeSpool:
    """One append-only NDJSON file per table, in a draft's folder; values are in the order of the table's columns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._files = {name: self._stack.enter_context(_file(folder, name).open("wb")) for name in CODE_TABLES}

    def write(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Append rows; text that is no Unicode (a hostile name) is kept as far as it can be read."""
        columns = list(CODE_TABLES[table])
        for row in rows:
            record = dict(zip(columns, map(_storable, row), strict=True))
            with writing(self._folder):
                self._files[table].write(orjson.dumps(record) + b"\n")

    def copy(self, folder: Path) -> None:
        """Copy what has arrived so far; whole lines only."""
        for name, file in self._files.items():
            with writing(folder):
                file.flush()
                _file(folder, name).write_bytes(_file(self._folder, name).read_bytes())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with writing(self._folder):
            self._stack.close()


def load_code(engine: Engine, folder: Path, previous: Path | None) -> None:
    """Create the tables of ``CODE_TABLES`` from a draft's spool and, for digests that it did not read, from the past.

    The engine's ``observation`` says which digests there are now: rows of others are left behind.
    """
    for name, columns in CODE_TABLES.items():
        engine.load_lines(name, _file(folder, name), columns)
        _file(folder, name).unlink(missing_ok=True)
    engine.create(
        "kept_digest",
        "select distinct body ->> '$.digest' as digest from observation where aspect = 'code' and outcome = 'ok' "
        "except select digest from reading",
    )
    for name, columns in CODE_TABLES.items():
        file = previous / f"{name}.parquet" if previous else None
        if file and file.is_file():
            engine.attach("past", file, columns)
            engine.execute(
                f"insert into {name} select {', '.join(columns)} from past semi join kept_digest using (digest)"
            )
            engine.execute("drop view past")
    engine.execute("drop table kept_digest")


def known_digests(previous: Path | None, reader: int) -> frozenset[str]:
    """Return the digests whose content the previous snapshot holds as ``reader``, the present one, read it."""
    file = previous / "reading.parquet" if previous else None
    if file is None or not file.is_file():
        return frozenset()
    with Engine(threads=1) as engine:
        engine.attach("past", file, CODE_TABLES["reading"])
        return frozenset(row["digest"] for row in engine.rows("select digest from past where reader = ?", [reader]))


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.ndjson"


def _storable(value: Any) -> Any:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
