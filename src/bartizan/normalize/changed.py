"""Of a large table, make the rows about IDs of which something changed; the others are those of the past.

Of a hundred thousand functions a change concerns one: to read the bodies of the others again takes seconds.
"""

from copy import copy
from functools import cached_property
from typing import Self

from bartizan.model import SELF
from bartizan.normalize.fingerprint import Fingerprints
from bartizan.normalize.given import GIVEN
from bartizan.normalize.malformed import MALFORMED, unseen
from bartizan.normalize.run import schemas, statement
from bartizan.normalize.source import TableSource, sources
from bartizan.store.engine import Engine, literal, quoted
from bartizan.store.past import Past

LEAST = 10_000
"""Rows of a table of which to make them all takes longer than to find those that are to be made."""
_ANSWERS, _PARTS = "changed_answer", "changed_part"
_OBSERVATION = "observation"
_COLUMNS = "kind, aspect, id, scope, region, outcome, operation, permission, detail, body, observed_at"
_CHANGED = f"""
select distinct kind, aspect, id from (
    select {_COLUMNS}, sum(side) as times_more from (
        select *, 1 as side from {_OBSERVATION} where {{where}}
        union all by name select *, -1 as side from read_parquet({{file}}) where {{where}}
    ) group by all
) where times_more <> 0
"""
_MOST = 0.5
"""With a larger share of the answers in parts that changed, to compare them takes as long as to read them all."""


class ChangedRows:
    """Makes tables of the ``past`` anew in the rows that may be others, where they have at least so many."""

    def __init__(self, engine: Engine, past: Past, made: Fingerprints, *, least: int = LEAST) -> None:
        self._engine = engine
        self._past = past
        self._made = made
        self._least = least
        self._are_compared: dict[str, bool] = {}
        """Whether it is known which answers changed, once that was asked."""

    def on(self, cursor: Engine) -> Self:
        """Return the same for another thread, which has a cursor of its own."""
        other = copy(self)
        other._engine, other._past, other._made = cursor, self._past.on(cursor), self._made.on(cursor)
        return other

    def note(self, name: str) -> bool:
        """Note what all rows of a large table stand on, and say whether they stood on the same."""
        table = sources()[name]
        if table.by_id is None or sum(self._items.get(kind, 0) for kind in table.kinds) < self._least:
            return False
        beside = self._made.beside(name)
        is_same = self._past.has_noted(noted := f"rows/{name}", beside)
        self._past.look_through(noted, beside)
        return is_same

    def take(self, name: str) -> bool:
        """Create a table whose rows all stand on what they stood on, but for what is about IDs; say whether it is."""
        table, columns = sources()[name], schemas()[name]
        ids = self._ids(table) if self._past.file(name).is_file() else None
        if ids is None:
            return False
        before = self._past.rows_of(name, columns)
        self._engine.create(name, f"{before} anti join {quoted(ids)} as changed on changed.id = t.id")
        self._engine.execute(
            f"insert into {quoted(name)} "
            f"select * from ({statement(table, ids)}) where id in (select id from {quoted(ids)})"
        )
        return True

    @cached_property
    def _items(self) -> dict[str, int]:
        """How many items of each kind were read."""
        counted = f"select kind, count(*) as n from {_OBSERVATION} where aspect = {literal(SELF)} group by kind"
        return {row["kind"]: row["n"] for row in self._engine.rows(counted)}

    def _ids(self, table: TableSource) -> str | None:
        """Create the table of the IDs about which a table's rows may be others, and return its name."""
        if not self._has_answers(table):
            return None
        changed = [self._of(name) for name in sorted(table.by_id or ())]
        if None in changed:
            return None
        kinds, aspects = (", ".join(map(literal, names)) for names in (table.kinds, (*table.aspects, SELF)))
        found = [f"select id from {_ANSWERS} where kind in ({kinds}) and aspect in ({aspects})"]
        found += [f"select id from {quoted(each)}" for each in changed if each]
        name = f"made_again_{table.name}"
        self._engine.create(name, " union ".join(found))
        # A row about no ID is about none that is known to have changed.
        is_known = not self._engine.rows(f"select 1 from {quoted(name)} where id is null")
        self._past.make_again(table.name, name if is_known else None)
        return name if is_known else None

    def _of(self, name: str) -> str | None:
        """Return the name of the table of IDs about which another table's rows are others; empty for none."""
        if name in self._past.files:
            return ""
        return self._past.changed(name, schemas()[name] if name in sources() else GIVEN[name].columns)

    def _has_answers(self, table: TableSource) -> bool:
        """Whether it is known which answers changed, and all that the table reads can be read."""
        if _ANSWERS not in self._are_compared:
            self._are_compared[_ANSWERS] = self._compare_answers()
        kinds = ", ".join(map(literal, table.kinds))
        is_malformed = self._engine.rows(f"select 1 from {MALFORMED} where kind in ({kinds}) limit 1")
        return self._are_compared[_ANSWERS] and not is_malformed

    def _compare_answers(self) -> bool:
        parts = self._made.changed_parts
        if parts is None or not unseen(self._engine, self._past):
            return False
        self._engine.create_empty(_PARTS, {"kind": "varchar", "aspect": "varchar", "part": "integer"})
        self._engine.insert(_PARTS, parts)
        where = f"(kind, aspect, {self._made.part}) in (select (kind, aspect, part) from {_PARTS})"
        (row,) = self._engine.rows(
            f"select count(*) filter (where {where}) > {_MOST} * count(*) as are_many from {_OBSERVATION}"
        )
        if not row["are_many"]:
            file = literal(self._past.file(_OBSERVATION))
            self._engine.create(_ANSWERS, _CHANGED.format(where=where, file=file))
        self._engine.execute(f"drop table {_PARTS}")
        return not row["are_many"]
