"""The table of a list in a snapshot's engine: made once, then filtered, counted and paged."""

from threading import Lock

from bartizan.report.listing.lists import ListTable
from bartizan.store.engine import Engine, quoted

_PREFIX = "list_"
_MAKING = Lock()
"""Requests that come at the same time make a table once."""


def ensure_table(engine: Engine, listing: ListTable) -> str:
    """Return the name of a list's table, which is made if it is not there.

    Texts with few values are kept as numbers: a million findings are compared, counted and held in a tenth of the time
    and memory.
    """
    name = _PREFIX + listing.name
    with _MAKING:
        if name not in engine.known:
            engine.known[name] = _make(engine, listing, name)
    return name


def columns(engine: Engine, listing: ListTable) -> dict[str, str]:
    """Return the columns of a list's table and what they hold, as the engine names it."""
    return engine.known[ensure_table(engine, listing)]


def _make(engine: Engine, listing: ListTable, name: str) -> dict[str, str]:
    select = listing.select(engine)
    columns = engine.columns_of(select)
    engine.create("listed", f"select * from ({select})")
    kept = ", ".join(_as_number(engine, name, each) if each in listing.words else quoted(each) for each in columns)
    engine.create(name, f"select {kept} from listed order by n")
    engine.execute("drop table listed")
    return columns


def _as_number(engine: Engine, table: str, column: str) -> str:
    type_ = f"{table}_{column}"
    engine.execute(
        f"create type {type_} as enum (select distinct {quoted(column)} from listed "
        f"where {quoted(column)} is not null order by 1)"
    )
    return f"{quoted(column)}::{type_} as {quoted(column)}"
