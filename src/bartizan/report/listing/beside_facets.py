"""The values that lie beside a list's rows, each with the rows that it leaves."""

from dataclasses import dataclass, replace
from typing import Any

from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.beside import beside
from bartizan.report.listing.lists import ListTable
from bartizan.report.listing.searched import searched
from bartizan.store.engine import Engine, literal

MOST_FACETS = 20
_LONGEST_TEXT = 200


@dataclass(frozen=True)
class FacetValue:
    """How many rows have a value; None is for those where it could not be read."""

    value: Any
    count: int


def counts(name: str, relation: str, place: str, which: str = "true") -> str:
    """Return a SELECT of the values of a relation with the rows of ``matched``, each with a place, that have them.

    Those that most rows have come first. After 20 values at most come an empty text, for rows without a value, and
    null, for rows whose values were not read.
    """
    found = (
        f"select beside.value as value, beside.place is null as is_none, count(*) as n "
        f"from matched left join {relation} as beside on beside.place = matched.{place} group by all"
    )
    most = f"select value, n from found where value is not null and {which} order by n desc, value limit {MOST_FACETS}"
    return (
        f"(select * from (with found as materialized ({found}) "
        f"(select '{name}' as name, value::varchar as value, n from ({most}) order by n desc, value) union all "
        f"(select '{name}', '', n from found where is_none) union all "
        f"(select '{name}', null, n from found where value is null and not is_none)))"
    )


def beside_facets(engine: Engine, listing: ListTable, name: str, asked: ListFilter, text: str = "") -> list[FacetValue]:
    """Return the values with their counts, most first, at most 20 that hold a text; see ``counts`` for what follows.

    Of what is asked, the values that one of them could stand in for are left out: those of the same tag.
    """
    of = beside(listing.name)[name]
    chosen = asked.values.get(name, ())
    keys = sorted({of.key(value) for value in chosen if value})
    own = of.key_sql("value::varchar")
    others = f"{own} not in ({', '.join(map(literal, keys))})" if keys else "true"
    found = _counted(engine, listing, name, asked, _holding(others, text))
    for key in keys:
        left = replace(asked, values={**asked.values, name: [each for each in chosen if of.key(each) != key]})
        found += _counted(engine, listing, name, left, _holding(f"{own} = {literal(key)}", text))
    values = sorted((each for each in found if each.value), key=lambda each: (-each.count, each.value))
    # Rows without a value are those that could be asked for instead of all that is chosen.
    rest = _counted(engine, listing, name, asked.without(name), "false") if chosen else found
    return [*values[:MOST_FACETS], *(each for each in rest if not each.value)]


def _holding(which: str, text: str) -> str:
    wanted = literal(text[:_LONGEST_TEXT].lower())
    return f"{which} and contains(lower(value::varchar), {wanted})" if text else which


def _counted(engine: Engine, listing: ListTable, name: str, asked: ListFilter, which: str) -> list[FacetValue]:
    of = beside(listing.name)[name]
    source, holds = searched(engine, listing, asked)
    matched = f"select {of.at} as place from {source} as t where {holds}"
    counted = counts(name, of.relation(engine), "place", which)
    rows = engine.rows(f"with matched as materialized ({matched}) {counted}")
    return [FacetValue(row["value"], int(row["n"])) for row in rows]
