"""Which tables have no row because nothing that they read has one; their SELECTs need not run.

A row comes from what was observed of the resources of the table's kinds, from another table or, where nothing was
found, from how listings went.
"""

from bartizan.model import LIST
from bartizan.normalize.kept import data_files
from bartizan.normalize.source import TableSource
from bartizan.store.engine import Engine, literal, quoted


class Emptiness:
    """Knows which tables of an engine are empty."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        asked = engine.rows(
            f"select kind, bool_or(aspect <> {literal(LIST)}) as is_there from observation group by kind"
        )
        self._kinds = {row["kind"] for row in asked if row["is_there"]}
        self._asked = {row["kind"] for row in asked}
        self._known: dict[str, bool] = dict.fromkeys(data_files(), True)

    def holds(self, table: TableSource) -> bool:
        """Whether a table that is not there yet will have no row."""
        if table.is_one_row or not self._kinds.isdisjoint(table.kinds) or not self._asked.isdisjoint(table.listings):
            return False
        is_empty = all(map(self._is_empty, table.needs))
        if is_empty:
            self._known[table.name] = True
        return is_empty

    def _is_empty(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = not self._engine.rows(f"select 1 from {quoted(name)} limit 1")
        return self._known[name]
