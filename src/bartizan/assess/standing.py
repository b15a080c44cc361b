"""Verdicts that stand: those about rows that are as they were, judged as they were in the previous snapshot.

Of a hundred thousand functions a change concerns one. The findings about the others are taken, and the counts of
verdicts change by those about that one: less what its row came to before, more what it comes to now.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from bartizan.assess.gaps import Gaps
from bartizan.store.engine import LANGUAGE, Engine, literal, quoted
from bartizan.store.past import Past, digest

LEAST = 10_000
"""Rows of a table with which to compare them takes less than to judge them."""
_MOST = 10_000
"""Rows that are judged again; with more, all are."""
_TAKEN = ("finding", "rule_result")
_CODE = ("evaluate.py", "gaps.py", "standing.py")


class Standing:
    """What of the verdicts of the ``past`` stands, in tables of at least so many rows."""

    def __init__(self, engine: Engine, past: Past, gaps: Gaps, *, least: int = LEAST) -> None:
        self._engine = engine
        self._past = past
        self._gaps = gaps
        self._least = least
        self._again: dict[str, str] = {}

    @property
    def which(self) -> str:
        """A condition in SQL: that the verdicts about a ``resource_id`` of a ``resource_type`` stand."""
        stands = "resource_type = {} and resource_id not in (from {})".format
        return " or ".join(stands(literal(table), again) for table, again in self._again.items()) or "false"

    def take(
        self, table: str, how: Iterable[str], schema: Mapping[str, str], read: Iterable[str], columns: Iterable[str]
    ) -> tuple[str, str] | None:
        """Take the findings of a table and its counts, but for some rows; return relations of these, now and before.

        ``how`` says how its rows are judged, ``schema`` has its columns and types, ``read`` the columns that a verdict
        may depend on, and ``columns`` are those of ``finding``. None where all rows are to be judged.
        """
        (row,) = self._engine.rows(f"select count(*) as n, current_date as today from {quoted(table)}")
        if row["n"] < self._least:
            return None
        judged = digest([*how, f"{dict(schema)}", f"{row['today']}", self._gaps.digest, LANGUAGE, *_code()])
        is_same = self._past.has_noted(noted := f"verdicts/{table}", judged)
        self._past.look_through(noted, judged)
        if not is_same or not all(self._past.file(name).is_file() for name in (table, *_TAKEN)):
            return None
        again, before = f"again_{table}", f"before_{table}"
        self._engine.execute(f"create view {before} as {self._past.rows_of(table, schema)}")
        made = self._past.made_again(table)
        select = _MADE if made else _AGAIN
        self._engine.create(again, select.format(now=quoted(table), before=before, made=made, **_compared(read)))
        (row,) = self._engine.rows(f"select count(*) as n, count(id) as named from {again}")
        if row["n"] != row["named"] or row["n"] > _MOST:
            return None
        self._again[table] = again
        self._take(table, again, ", ".join(columns))
        now, then = (f"(from {each} where id in (from {again}))" for each in (quoted(table), before))
        return now, then

    def _take(self, table: str, again: str, columns: str) -> None:
        findings, counts = (f"read_parquet({literal(self._past.file(name))})" for name in _TAKEN)
        of = f"resource_type = {literal(table)}"
        self._engine.execute(
            f"insert into finding select {columns} from {findings} where {of} and resource_id not in (from {again})"
        )
        self._engine.execute(
            f"insert into rule_result select rule_id, resource_type, scope, status, n from {counts} where {of}"
        )


_AGAIN = """
select id from {now} group by id having id is null or count(*) > 1
union select id from {before} group by id having id is null or count(*) > 1
union select coalesce(now.id, before.id) from {now} as now full join {before} as before on now.id = before.id
where now.id is null or before.id is null or ({of_now}) is distinct from ({of_before})
"""


_MADE = """
select id from {made} union select id from {now} group by id having id is null or count(*) > 1
"""
"""Where all rows about other IDs are those that were there, so are the IDs that have several of them."""


def _compared(columns: Iterable[str]) -> dict[str, str]:
    named = sorted(map(quoted, columns))
    return {f"of_{side}": ", ".join(f"{side}.{name}" for name in named) for side in ("now", "before")}


@cache
def _code() -> list[str]:
    return [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in _CODE]
