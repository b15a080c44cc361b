"""The table of a list in a snapshot's engine: made once, then filtered, counted and paged."""

from collections.abc import Mapping, Sequence

from bartizan.decide.overlay import is_decided
from bartizan.report.listing.lists import LISTS, ListTable
from bartizan.report.listing.word_type import holding, word_type
from bartizan.report.listing.words import words_table
from bartizan.store.engine import Engine, quoted
from bartizan.store.snapshot_engine import SnapshotEngine

_PREFIX = "list_"
_LIST = "VARCHAR[]"
WORD = "_word"
"""How the name of a hidden column ends that has, as a number to compare, the word for a list or a hexadecimal text."""
PLACE = "place_in_table"
"""A column of each list that is no part of its rows: where one lies, by which the engine finds it without a search."""


def ensure_table(engine: Engine, listing: ListTable) -> str:
    """Return the name of a list's table, which is made if it is not there.

    Texts with few values are kept as numbers: a million findings are compared, counted and held in a tenth of the time
    and memory.
    """
    name = _PREFIX + listing.name
    if name in engine.known:
        return name
    with engine.making(name):
        if name not in engine.known:
            engine.known[name] = _made(engine, listing, name)
    return name


def columns(engine: Engine, listing: ListTable) -> dict[str, str]:
    """Return the columns of a list's table and what they hold, as the engine names it."""
    return engine.known[ensure_table(engine, listing)]


def _made(engine: Engine, listing: ListTable, name: str) -> dict[str, str]:
    """Make a list, of which a layer has what decisions change alone, and return its columns."""
    if not isinstance(engine, SnapshotEngine) or (below := engine.below()) is engine:
        with engine.sparing():
            return _make(engine, listing, name)
    is_laid = (listing.lay or listing.follows) and is_decided(engine)
    if not is_laid:
        return columns(below, listing)
    found = columns(below, listing) if listing.lay else {}
    for each in listing.after:
        if listing.lay or _PREFIX + each in below.known:
            ensure_table(engine, LISTS[each])
    if not listing.lay:
        return _make(engine, listing, name)
    listing.lay(engine)
    return found


def _make(engine: Engine, listing: ListTable, name: str) -> dict[str, str]:
    for each in listing.of:
        ensure_table(engine, LISTS[each])
    select = listing.select(engine)
    columns = engine.columns_of(select)
    source = f"({select})"
    if listing.parts is None:
        engine.create(source := f"{name}_source", select)
    words = listing.values(engine)
    for column in listing.words & columns.keys():
        _create_type(
            engine, listing, column, columns[column], words.get(column, f"select {quoted(column)} from {source}")
        )
    lists = {each for each in listing.words & columns.keys() if columns[each] == _LIST}
    kept = ", ".join(_as_number(listing, each, columns) for each in columns)
    if listing.parts is None:
        engine.create(f"{name}_rows", f"select {kept} from {source}")
    else:
        fill(engine, f"{name}_rows", [f"select {kept} from ({part})" for part in listing.parts(engine)])
    shown = ", ".join(_as_shown(listing, each, columns) for each in columns)
    shown += "".join(f", {quoted(each)} as {quoted(each + WORD)}" for each in sorted(lists))
    engine.execute(f"create view {name} as select {shown}, rowid as {PLACE} from {name}_rows")
    if listing.parts is None:
        engine.execute(f"drop table {source}")
    if engine.below() is engine:  # what follows decisions is small
        engine.compress()
    return {each: type_ for each, type_ in columns.items() if each not in listing.hidden}


def fill(engine: Engine, name: str, parts: Sequence[str]) -> None:
    """Create a table of its parts, each of which is packed before the next one is read."""
    with engine.joined_as_written():
        engine.create(name, parts[0])
        for part in parts[1:]:
            engine.compress()
            engine.execute(f"insert into {name} {part}")


def _create_type(engine: Engine, listing: ListTable, column: str, type_: str, values: str) -> None:
    """Create the type of a column's words; of those that are searched, also what says which hold a text."""
    name, text = word_type(listing.name, column), _text("word", type_)
    engine.execute(
        f"create type {name} as enum "
        f"(select distinct {text} from ({values}) as v(word) where word is not null order by 1)"
    )
    if column not in listing.texts:
        return
    words = words_table(listing.name, column)
    engine.create(
        words,
        f"select lower(word) as word, (row_number() over () - 1)::uinteger as code from ("
        f"select unnest(enum_range(null::{name}))::varchar as word)",
    )
    (counted,) = engine.rows(f"select greatest(count(*), 1) as n from {words}")
    engine.execute(
        f"create or replace macro {holding(listing.name, column)}(wanted) as (select "
        f"coalesce(bitstring_agg(code, 0, {counted['n'] - 1}), bitstring('0', {counted['n']})) "
        f"from {words} where contains(word, wanted))"
    )


def _as_number(listing: ListTable, column: str, columns: Mapping[str, str]) -> str:
    if column == listing.hex_id:
        return f"('0x' || {quoted(column)})::ubigint as {quoted(column)}"
    if column not in listing.words:
        return quoted(column)
    return f"({_text(quoted(column), columns[column])})::{word_type(listing.name, column)} as {quoted(column)}"


def _text(column: str, type_: str) -> str:
    return f"to_json({column})::varchar" if type_ == _LIST else column


def _as_shown(listing: ListTable, column: str, columns: Mapping[str, str]) -> str:
    """Return a column as it is read: of lists, which differ little, the numbers stand for JSON."""
    if column == listing.hex_id:
        number = quoted(column + WORD)
        return f"lower(lpad(hex({quoted(column)}), 16, '0')) as {quoted(column)}, {quoted(column)} as {number}"
    if column in listing.words and columns[column] == _LIST:
        return f"from_json({quoted(column)}::varchar, '[\"VARCHAR\"]') as {quoted(column)}"
    return quoted(column)
