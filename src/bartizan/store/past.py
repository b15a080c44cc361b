"""Tables of the previous snapshot that stand for new ones, since they were made from the same."""

import hashlib
from collections.abc import Iterable, Mapping
from copy import copy
from pathlib import Path
from types import MappingProxyType
from typing import Self
from uuid import uuid4

import orjson

from bartizan.store.engine import Engine, literal, quoted

TABLE = "fingerprint"
_COLUMNS = dict.fromkeys(("name", "content", "exact"), "varchar")
TIME = "observed_at"


class Past:
    """The tables of a snapshot whose files are whole, by what they were made from; none without a ``snapshot``.

    Tables are given with their columns and types. ``exact`` is a digest of all that they are made from, ``content`` of
    all but when that was read. A table that was taken must not change afterwards.
    """

    def __init__(self, engine: Engine, snapshot: Path | None) -> None:
        self._engine = engine
        self._snapshot = snapshot or Path()
        self._before = _noted(engine, snapshot / f"{TABLE}.parquet") if snapshot else {}
        self._made: dict[str, tuple[str, str]] = {}
        self._is_same: dict[str, bool] = {}
        self._changed: dict[str, str | None] = {}
        self._made_again: dict[str, str | None] = {}
        self.files: dict[str, Path] = {}
        """The files of the tables that stay as they are."""

    def on(self, cursor: Engine) -> Self:
        """Return the same past for another thread, which has a cursor of its own."""
        other = copy(self)
        other._engine = cursor
        return other

    def take(self, tables: Mapping[str, Mapping[str, str]], exact: str, content: str = "") -> bool:
        """Create all of these tables if they were made from exactly the same; say whether they are there."""
        self._made |= dict.fromkeys(tables, (content, exact))
        is_same = all(self._before.get(name, ("", ""))[1] == exact for name in tables)
        return is_same and self._take_files(tables)

    def take_of_rows(
        self, tables: Mapping[str, Mapping[str, str]], content: str, reads: Mapping[str, Mapping[str, str]]
    ) -> bool:
        """Create all of these tables if what they read has the same rows, but for when those were read.

        ``content`` says how they are made from the rows.
        """
        is_same = all(self._before.get(name, ("", ""))[0] == content for name in tables)
        return is_same and all(self._has_rows(*each) for each in reads.items()) and self._take_files(tables)

    def take_rows(
        self,
        tables: Mapping[str, Mapping[str, str]],
        content: str,
        of: tuple[str, Mapping[str, str]],
        beside: Mapping[str, Mapping[str, str]],
        standing: tuple[str, str],
    ) -> bool:
        """Append to these tables their rows about each ID whose one row of another table is as it was.

        That table is ``of``, with its columns; when its rows were read does not count. The tables ``beside``
        must have the rows that they had. ``standing`` is the table to create, which names these IDs, and a table whose
        IDs are not among them. False where nothing was created: something else is made in another way.
        """
        is_same = all(self._before.get(name, ("", ""))[0] == content for name in tables)
        is_there = all(self._file(name).is_file() for name in (*tables, of[0]))
        if not is_same or not is_there or not all(self._has_rows(*each) for each in beside.items()):
            return False
        self._engine.create(standing[0], self._standing(*of, but=standing[1]))
        for name, columns in tables.items():
            self._engine.execute(
                f"insert into {quoted(name)} select {_listed(columns)} from read_parquet({literal(self._file(name))}) "
                f"as t semi join {standing[0]} as s on s.id = t.id"
            )
        return True

    def _standing(self, name: str, columns: Mapping[str, str], *, but: str) -> str:
        """Return a SELECT of the IDs of those rows of a table that are as they were, and the only ones of their ID."""
        other = f"where id not in (select id from {quoted(but)} where id is not null)" if but else ""
        if self._is_same.get(name):
            return f"select id from {quoted(name)} {other} group by id having count(*) = 1"
        different = self._counted(name, columns, "count(*) as times_there, sum(side) as times_more")
        return (
            f"select id from ({different}) {other} group by id "
            "having count(*) = 1 and max(times_there) = 2 and max(times_more) = 0"
        )

    def _counted(self, name: str, columns: Mapping[str, str], counts: str) -> str:
        """Return a SELECT of the different rows of a table now and before, but for when they were read, with counts.

        ``side`` is 1 for each row that is there now, and -1 for each that was.
        """
        compared = {column: type_ for column, type_ in columns.items() if column != TIME}
        now, before = (
            f"select {_listed(compared)}, {side} as side from {source} as t"
            for side, source in ((1, quoted(name)), (-1, f"read_parquet({literal(self._file(name))})"))
        )
        named = ", ".join(map(quoted, compared))
        return f"select {named}, {counts} from ({now} union all {before}) group by {named}"

    def _take_files(self, tables: Mapping[str, Mapping[str, str]]) -> bool:
        files = {name: self._file(name) for name in tables}
        if not all(file.is_file() for file in files.values()):
            return False
        for name, columns in tables.items():
            self._engine.create(name, f"select {_listed(columns)} from read_parquet({literal(files[name])}) as t")
        self.files |= files
        return True

    def _has_rows(self, name: str, columns: Mapping[str, str]) -> bool:
        """Whether a table has the rows that it had, whenever they were read."""
        if name not in self._is_same:
            # Texts of all rows, to be sorted and hashed, would take five times as long.
            different = f"{self._counted(name, columns, '1')} having sum(side) <> 0 limit 1"
            self._is_same[name] = self._file(name).is_file() and not self._engine.rows(different)
        return self._is_same[name]

    def take_dated(self, name: str, columns: Mapping[str, str], content: str, kinds: Iterable[str]) -> bool:
        """Create a table if its content was the same, with the times at which the items of its kinds were read now."""
        if self._before.get(name, ("", ""))[0] != content or not self._file(name).is_file():
            return False
        items = (
            f"select id, scope, min({TIME}) as {TIME} from observation where aspect = 'self' and outcome = 'ok' "
            f"and kind in ({', '.join(map(literal, kinds))}) group by id, scope having count(*) = 1"
        )
        self._engine.create(
            name,
            f"select {_listed(columns, {TIME: f'item.{TIME}'})} from read_parquet({literal(self._file(name))}) as t "
            f"left join ({items}) as item on item.id = t.id and item.scope = t.scope",
        )
        # An id that is there twice says nothing of when which was read.
        return not self._engine.rows(f"select 1 from {quoted(name)} where {TIME} is null limit 1")

    def looked_through(self, name: str, content: str) -> Path | None:
        """Return the file of a table if all its rows were found good in the way that ``content`` says."""
        file = self._file(name)
        return file if self.has_noted(name, content) and file.is_file() else None

    def has_noted(self, name: str, content: str) -> bool:
        """Whether the past says ``content`` of a name; never of an empty one."""
        return bool(content) and self._before.get(name, ("", ""))[0] == content

    def is_as_it_was(self, name: str) -> bool:
        """Whether a table that was taken, or made, is made from what it was made from, but for when that was read."""
        content = self._made.get(name, ("", ""))[0]
        return self.has_noted(name, content)

    def look_through(self, name: str, content: str) -> None:
        """Note that all rows of a table were found good in the way that ``content`` says; empty where some were not."""
        self._made[name] = (content, content)

    def noted(self, prefix: str) -> dict[str, tuple[str, str]]:
        """Return what the past notes under names that begin with a prefix, by the rest of the name."""
        found = self._before.items()
        return {name.removeprefix(prefix): texts for name, texts in found if name.startswith(prefix)}

    def note_all(self, prefix: str, texts: Mapping[str, tuple[str, str]]) -> None:
        """Note two texts for each of some names, which begin with a prefix then."""
        self._made |= {f"{prefix}{name}": each for name, each in texts.items()}

    def rows_of(self, name: str, columns: Mapping[str, str]) -> str:
        """Return a SELECT of a table of the past, given with its columns and types."""
        return f"select {_listed(columns)} from read_parquet({literal(self._file(name))}) as t"

    def changed(self, name: str, columns: Mapping[str, str]) -> str | None:
        """Return a table of the IDs about which a table has other rows than it had; when they were read does not count.

        None where the past lacks the table.
        """
        if name in self._made_again:
            return self._made_again[name]
        if name not in self._changed:
            self._changed[name] = None
            if self._file(name).is_file():
                different = f"{self._counted(name, columns, '1')} having sum(side) <> 0"
                self._engine.create(f"changed_{name}", f"select distinct id from ({different})")
                self._changed[name] = f"changed_{name}"
        return self._changed[name]

    def make_again(self, name: str, ids: str | None) -> None:
        """Note the table of the IDs about which a table's rows are made again, None where all are; the others stand."""
        self._made_again[name] = ids

    def made_again(self, name: str) -> str | None:
        """Return the table of the IDs about which a table's rows were made again, None where all may have been."""
        return self._made_again.get(name)

    def text_of(self, name: str, columns: Mapping[str, str]) -> str:
        """Return a text that stands for the rows of a table: that of the past for the same ones, else another one."""
        noted, changed = f"rows of {name}", self.changed(name, columns)
        known = self._before.get(noted, ("", ""))[0]
        is_same = changed and not self._engine.rows(f"select 1 from {quoted(changed)} limit 1")
        text = known if is_same and known else uuid4().hex
        self.look_through(noted, text)
        return text

    def file(self, name: str) -> Path:
        """Return where the past has a table, if it has it."""
        return self._file(name)

    def note(self) -> None:
        """Create the table ``fingerprint``, by which the next snapshot knows what these tables were made from."""
        self._engine.create_empty(TABLE, _COLUMNS)
        self._engine.insert(TABLE, [(name, *digests) for name, digests in self._made.items()])

    def _file(self, name: str) -> Path:
        return self._snapshot / f"{name}.parquet"


def digest(texts: Iterable[str]) -> str:
    """Return one digest of texts in their order."""
    return hashlib.sha256(orjson.dumps(list(texts))).hexdigest()


def digest_of(column: str) -> str:
    """Return an aggregate of SQL: one digest of a column's texts, whatever their order."""
    return f"coalesce(sha256(string_agg({column}, '' order by {column})), '')"


def rows_digest(relation: str) -> str:
    """Return an expression of SQL: one digest of all rows of a relation, whatever their order."""
    return f"(select {digest_of('line')} from (select sha256(to_json(r)::varchar) as line from {relation} as r))"


def _noted(engine: Engine, file: Path) -> dict[str, tuple[str, str]]:
    if not file.is_file():
        return {}
    rows = engine.rows(f"select {', '.join(_COLUMNS)} from read_parquet({literal(file)})")
    return {row["name"]: (row["content"], row["exact"]) for row in rows}


def _listed(columns: Mapping[str, str], instead: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a projection of columns of ``t``; Parquet has no integers of 128 bits."""
    casts = {"HUGEINT": "::hugeint"}
    return ", ".join(
        f"{instead.get(name) or f't.{quoted(name)}'}{casts.get(type_, '')} as {quoted(name)}"
        for name, type_ in columns.items()
    )
