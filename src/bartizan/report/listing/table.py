"""The table of a list in a snapshot's engine: made once, then filtered, counted and paged."""

from collections.abc import Mapping
from contextlib import nullcontext
from threading import Lock

from bartizan.report.listing.lists import ListTable, word_type
from bartizan.store.engine import Engine, quoted

_PREFIX = "list_"
_LIST = "VARCHAR[]"
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
    source = f"({select})"
    if not listing.is_streamed:
        engine.create("listed", source[1:-1])
        source = "listed"
    kept = [_as_number(engine, source, listing, each, columns) for each in columns]
    with engine.joined_as_written() if listing.is_streamed else nullcontext():
        engine.create(f"{name}_rows", f"select {', '.join(kept)} from {source}")
    shown = ", ".join(_as_shown(listing, each, columns) for each in columns)
    engine.execute(f"create view {name} as select {shown} from {name}_rows")
    if source == "listed":
        engine.execute("drop table listed")
    return columns


def _as_number(engine: Engine, source: str, listing: ListTable, column: str, columns: Mapping[str, str]) -> str:
    if column not in listing.words:
        return quoted(column)
    type_, text = word_type(listing.name, column), quoted(column)
    if columns[column] == _LIST:
        text = f"to_json({text})::varchar"
    engine.execute(
        f"create type {type_} as enum (select distinct {text} as word from {source} "
        f"where {quoted(column)} is not null order by 1)"
    )
    return f"({text})::{type_} as {quoted(column)}"


def _as_shown(listing: ListTable, column: str, columns: Mapping[str, str]) -> str:
    """Return a column as it is read: of lists, which differ little, the numbers stand for JSON."""
    if column in listing.words and columns[column] == _LIST:
        return f"from_json({quoted(column)}::varchar, '[\"VARCHAR\"]') as {quoted(column)}"
    return quoted(column)
