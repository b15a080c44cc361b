"""A text that is looked for in a list: a page asks of it five times, and each row is looked into once."""

import hashlib
from dataclasses import replace

from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.lists import ListTable
from bartizan.report.listing.table import PLACE, columns, ensure_table
from bartizan.store.engine import Engine


def searched(engine: Engine, listing: ListTable, asked: ListFilter) -> tuple[str, str]:
    """Return a relation of a list's rows, and the condition on a row ``t`` of it that ``ListFilter.sql`` says.

    Rows that do not hold the text may be missing in the relation. It is looked for once while an engine is open.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    table, known = ensure_table(engine, listing), columns(engine, listing)
    found = _found(engine, listing, asked.text) if asked.text else ""
    if not found:
        return table, asked.sql(engine, listing, known)
    rows = f"(select listed.* from {table} as listed semi join {found} using ({PLACE}))"
    return rows, replace(asked, text="").sql(engine, listing, known)


def _found(engine: Engine, listing: ListTable, text: str) -> str:
    """Return the table of the places of the rows that hold a text; empty where there can be none.

    It belongs to this connection alone. Where a row's text was not read, whether it holds is not known, and a place
    cannot say so: nothing is kept then.
    """
    table = ensure_table(engine, listing)
    name = f"searched_{hashlib.sha256(f'{table} {text}'.encode()).hexdigest()[:16]}"
    if name in engine.own:
        return engine.own[name]
    holds = ListFilter(text=text).sql(engine, listing, columns(engine, listing))
    engine.execute(
        f"create temp table {name} as select {PLACE}, holds "
        f"from (select t.{PLACE}, {holds} as holds from {table} as t) where holds is not false"
    )
    (row,) = engine.rows(f"select count(*) filter (holds is null) as n from {name}")
    engine.own[name] = "" if row["n"] else name
    return engine.own[name]
