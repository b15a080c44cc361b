"""Pages and counts of a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.base.suggestion import suggestion
from bartizan.model import UsageError
from bartizan.report.listing.ask import ListFilter, order
from bartizan.report.listing.beside import beside, derived, found_by
from bartizan.report.listing.beside_facets import MOST_FACETS, FacetValue, beside_facets, counts
from bartizan.report.listing.lists import ListTable
from bartizan.report.listing.searched import searched
from bartizan.report.listing.table import PLACE, columns, ensure_table
from bartizan.report.listing.words import contains
from bartizan.store.engine import Engine, quoted

Row = dict[str, Any]
_MOST_AT_ONCE = 1000
_PART = 5000
"""Rows that are handed on at once of a whole list."""
_ALL = ListFilter()


@dataclass(frozen=True)
class ListPart:
    """A part of a list: ``total`` rows match, and of ``unknown`` more that is not known."""

    items: Sequence[Row]
    total: int
    unknown: int


def page(
    engine: Engine,
    listing: ListTable,
    asked: ListFilter,
    *,
    sort: Sequence[str] = (),
    fields: Sequence[str] = (),
    limit: int = 50,
    offset: int = 0,
) -> ListPart:
    """Return rows that match, and after them those of which that is not known.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    table, known = ensure_table(engine, listing), columns(engine, listing)
    (source, holds), sorted_by = searched(engine, listing, asked), order(known, sort)
    shown = ", ".join(f"t.{quoted(name)}" for name in _shown(known, fields))
    total, unknown, first = _counted(engine, source, holds, 0 if sort else int(offset) + int(limit))
    if unknown or sort or len(first) < min(total, offset + limit):
        before = f"({holds}) is null, " if unknown else ""
        picked = engine.rows(
            f"select t.{PLACE} as place from {source} as t where ({holds}) is not false "
            f"order by {before}{sorted_by} limit {int(limit)} offset {int(offset)}"
        )
        places = [int(row["place"]) for row in picked]
    else:
        places = first[int(offset) :]
    return ListPart(_whole(engine, table, shown, places), total, unknown)


def parts(
    engine: Engine, listing: ListTable, asked: ListFilter, *, sort: Sequence[str] = (), fields: Sequence[str] = ()
) -> Iterator[list[Row]]:
    """Yield all rows that match, and after them those of which that is not known, some thousand at a time.

    Which they are is asked once, and kept as a number for each: memory does not grow with how much a row holds.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    table, known = ensure_table(engine, listing), columns(engine, listing)
    (source, holds), sorted_by = searched(engine, listing, asked), order(known, sort)
    shown = ", ".join(f"t.{quoted(name)}" for name in _shown(known, fields))
    which = "" if holds == "true" else f"where ({holds}) is not false"
    before = "" if holds == "true" else f"({holds}) is null, "
    found = engine.arrays(f"select t.{PLACE} as place from {source} as t {which} order by {before}{sorted_by}")
    places = found["place"]
    for first in range(0, len(places), _PART):
        yield _whole(engine, table, shown, places[first : first + _PART].tolist())


def count_rows(engine: Engine, listing: ListTable, asked: ListFilter) -> tuple[int, int]:
    """Return how many rows match, and of how many more that is not known.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    return _counted(engine, *searched(engine, listing, asked))[:2]


def count_each(engine: Engine, listing: ListTable, asked: ListFilter, parts: Sequence[str]) -> list[int]:
    """Return how many rows match that also fit each of these expressions, in one pass over the rows.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    known = columns(engine, listing)
    source, holds = searched(engine, listing, asked)
    fit = ", ".join(f"count(*) filter ({ListFilter(part).sql(engine, listing, known)})" for part in parts)
    (counted,) = engine.rows(f"select [{fit}] as n from {source} as t where {holds}")
    return list(counted["n"])


def count_by(engine: Engine, listing: ListTable, column: str, asked: ListFilter = _ALL) -> dict[str, int]:
    """Return how many of the rows that match have each value of a column, as text; what is not known is left out."""
    (source, holds), name = searched(engine, listing, asked), quoted(column)
    rows = engine.rows(
        f"select t.{name}::varchar as value, count(*) as n from {source} as t "
        f"where {holds} and t.{name} is not null group by all"
    )
    return {row["value"]: int(row["n"]) for row in rows}


def distinct(engine: Engine, listing: ListTable, column: str, asked: ListFilter, most: int) -> list[str]:
    """Return the values of a column among the rows that match for certain, sorted, at most so many.

    Raises:
        UsageError: what is asked names what the list does not have.
    """
    source, holds = searched(engine, listing, asked)
    select = f"select distinct t.{quoted(column)}::varchar as value from {source} as t where {holds}"
    rows = engine.rows(f"{select} order by 1 limit {int(most)}")
    return [row["value"] for row in rows]


def _counted(engine: Engine, table: str, holds: str, first: int = 0) -> tuple[int, int, list[int]]:
    """Count the rows that match and those of which that is not known, and return the first places of the former.

    Places come from the same pass over the rows, if there are not too many; else there are none.
    """
    if holds == "true":
        # Of a table the engine knows the number; what is laid over one has as many rows.
        rows = table if table.startswith("(") else f"{table}_rows"
        (counted,) = engine.rows(f"select count(*) as n from {rows}")
        return int(counted["n"]), 0, []
    places = f"arg_min(place, n, {first}) filter (holds)" if 0 < first <= _MOST_AT_ONCE else "null"
    (counted,) = engine.rows(
        f"select count(*) filter (holds) as n, count(*) filter (holds is null) as unknown, {places} as places "
        f"from (select {holds} as holds, t.n as n, t.{PLACE} as place from {table} as t)"
    )
    return int(counted["n"]), int(counted["unknown"]), [int(each) for each in counted["places"] or ()]


def _whole(engine: Engine, table: str, shown: str, places: Sequence[int]) -> list[Row]:
    """Return the rows at these places: the columns that make rows wide are read of these only."""
    if not places:
        return []
    first, last = min(places), max(places)
    is_run = last - first + 1 == len(places)
    # The engine passes over what lies before and behind; of single places alone it would look at all rows.
    single = "" if is_run else f"and t.{PLACE} in ({', '.join(map(str, places))})"
    which = f"t.{PLACE} between {first} and {last} {single}"
    rows = engine.rows(f"select t.{PLACE}, {shown} from {table} as t where {which}")
    found = {row.pop(PLACE): row for row in rows}
    return [found[place] for place in places]


def facets(
    engine: Engine, listing: ListTable, column: str, asked: ListFilter, text: str = "", *, also: Sequence[str] = ()
) -> list[FacetValue]:
    """Return the values of a column with their counts, most first, at most 20 that hold a text, or one of others.

    The column's own values are left out of what is asked: they are what could be chosen instead.

    Raises:
        UsageError: the list has no such column.
    """
    known, others = columns(engine, listing), beside(listing.name)
    if column in others:
        return beside_facets(engine, listing, column, asked, text)
    if column not in known and column not in derived(listing.name):
        names = [*known, *found_by(listing.name)]
        raise UsageError(f"{listing.name} has no column {column!r}{suggestion(column, names)}")
    source, holds = searched(engine, listing, asked.without(column))
    is_list = known.get(column, "").endswith("[]")
    own = _value(engine, listing, column)
    value = f"unnest({own}) as {quoted(column)}" if is_list else f"{own} as {quoted(column)}"
    held = [contains(engine, listing, column, each) for each in (text, *also)] if text else []
    like = f"where {' or '.join(f'({each})' for each in held)}" if held else ""
    rows = engine.rows(
        f"select {quoted(column)} as value, count(*) as n "
        f"from (select {value} from {source} as t where {holds}) as t {like} "
        f"group by value order by n desc, value limit {MOST_FACETS}"
    )
    return [FacetValue(row["value"], int(row["n"])) for row in rows]


def all_facets(
    engine: Engine, listing: ListTable, names: Sequence[str], asked: ListFilter
) -> dict[str, list[FacetValue]]:
    """Return what ``facets`` returns for several columns; those that nothing is asked of are counted in one pass.

    Columns that the list does not have are left out.
    """
    known, others = columns(engine, listing), beside(listing.name)
    there = [name for name in names if name in known or name in found_by(listing.name)]
    free = [name for name in there if not asked.values.get(name) and not known.get(name, "").endswith("[]")]
    found: dict[str, list[FacetValue]] = {name: [] for name in free}
    if free:
        own, lent = [name for name in free if name not in others], [name for name in free if name in others]
        source, holds = searched(engine, listing, asked)
        values = {name: _value(engine, listing, name) for name in own}
        found |= _counted_at_once(engine, f"{source} as t where {holds}", values)
        if lent:
            places = ", ".join(f"{others[name].at} as {quoted(name)}" for name in lent)
            each = " union all ".join(counts(name, others[name].relation(engine), quoted(name)) for name in lent)
            matched = f"select {places} from {source} as t where {holds}"
            for row in engine.rows(f"with matched as materialized ({matched}) {each}"):
                found[row["name"]].append(FacetValue(row["value"], int(row["n"])))
    return {name: found[name] if name in found else facets(engine, listing, name, asked) for name in there}


def _value(engine: Engine, listing: ListTable, name: str) -> str:
    """Return what a row ``t`` has of a name: its column, or what is made of its columns."""
    made = derived(listing.name).get(name)
    return made.sql(engine) if made else f"t.{quoted(name)}"


def _counted_at_once(engine: Engine, matched: str, of: Mapping[str, str]) -> dict[str, list[FacetValue]]:
    """Count values of ``t`` by their names in one pass: a query for each takes longer to plan than to run."""
    names = list(of)
    found: dict[str, list[FacetValue]] = {name: [] for name in names}
    if not names:
        return found
    own, values = [quoted(name) for name in names], [f"v{n}" for n in range(len(names))]
    shown = ", ".join(f"{each}::varchar as {value}" for each, value in zip(own, values, strict=True))
    most = f"n desc, {', '.join(values)}"
    rows = engine.rows(
        f"select grouping_id({', '.join(own)}) as others, count(*) as n, {shown} "
        f"from (select {', '.join(f'{value} as {quoted(name)}' for name, value in of.items())} from {matched}) "
        f"group by grouping sets ({', '.join(f'({each})' for each in own)}) "
        f"qualify row_number() over (partition by others order by {most}) <= {MOST_FACETS} order by {most}"
    )
    # A bit is set for each column that is not counted in a row, the last column's first.
    counted = {2 ** len(own) - 1 - 2**n: -1 - n for n in range(len(own))}
    for row in rows:
        at = counted[row["others"]]
        found[names[at]].append(FacetValue(row[values[at]], int(row["n"])))
    return found


def _shown(known: Mapping[str, str], fields: Sequence[str]) -> list[str]:
    for name in fields:
        if name not in known:
            raise UsageError(f"there is no field {name!r}{suggestion(name, list(known))}")
    return list(fields) or [name for name in known if name != "n"]
