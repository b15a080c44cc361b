"""A query line by line: how many rows are left after each, and which rows fail by a line or two."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bartizan.explore.ask import SECONDS, compiled, count
from bartizan.explore.parse import Written
from bartizan.explore.text import expression
from bartizan.explore.tree import All, Expression, Inner, Not, Query, Related
from bartizan.store.engine import Engine, literal

_NEAR = 2
MOST_NEAR = 20


@dataclass(frozen=True)
class Line:
    """A line of a query and how deep it lies; ``yes`` rows match up to it, of ``unknown`` it are unknown."""

    depth: int
    text: str
    yes: int
    unknown: int


def counts(engine: Engine, query: Written, at: datetime.datetime | None = None) -> list[Line]:
    """Return each line of a query with the number of rows that are left after it.

    Raises:
        QueryError: the query cannot be asked.
    """
    return list(placed_counts(engine, query, at).values())


def placed_counts(engine: Engine, query: Written, at: datetime.datetime | None = None) -> dict[tuple[int, ...], Line]:
    """Return ``counts`` by the line's place: the numbers of the conditions on the way to it.

    What is inside brackets, and inside what is negated or counted, narrows nothing by itself and has no number.
    """
    compiled(engine, query, at)  # refuses with the place in the text
    with engine.limited(SECONDS):
        return {
            place: Line(len(place), text, *count(engine, Query(find=query.query.find, where=where), at))
            for place, text, where in _prefixes(query.query)
        }


def _prefixes(query: Query) -> Iterator[tuple[tuple[int, ...], str, Expression | None]]:
    yield (), f"find {query.find}", None
    if query.where is not None:
        yield from _lines(query.where, ())


def _lines(where: Expression, place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str, Expression]]:
    """Give each line of an expression with the expression up to it: each narrows the one before."""
    before: tuple[Expression, ...] = ()
    for n, part in enumerate(where.all if isinstance(where, All) else (where,)):
        for at, text, so_far in _part(part, (*place, n)):
            yield at, text, All(all=(*before, so_far)) if before else so_far
        before = (*before, part)


def _part(part: Expression, place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str, Expression]]:
    """Give the lines of one condition; a relation's inside narrows it, unless it is negated or counted."""
    is_open = isinstance(part, Related) and part.count is None and part.to.find is not None
    if not isinstance(part, Related) or not is_open or part.to.where is None:
        yield place, expression(part), part
        return
    bare = part.model_copy(update={"to": Inner(find=part.to.find)})
    yield place, expression(bare).removesuffix(")").rstrip(), bare
    for at, text, inner in _lines(part.to.where, place):
        yield at, text, part.model_copy(update={"to": Inner(find=part.to.find, where=inner)})


def near_misses(engine: Engine, query: Written, at: datetime.datetime | None = None) -> list[dict[str, Any]]:
    """Return the rows that fail by one or two of the conditions that a query joins by *and*: ``id, fails``.

    Raises:
        QueryError: the query cannot be asked.
    """
    where = query.query.where
    if not isinstance(where, All):
        return []
    compiled(engine, query, at)
    selects = [
        # A row fails where the opposite is true for certain.
        f"select id, {n} as line from ({_failing(engine, query.query.find, part, at)})"
        for n, part in enumerate(where.all)
    ]
    texts = "[" + ", ".join(literal(expression(part)) for part in where.all) + "]"
    sql = (
        f"select id, list_transform(list_sort(list(line)), lambda n: ({texts})[n + 1]) as fails "
        f"from ({' union all '.join(selects)}) group by id having count(*) <= {_NEAR} "
        f"order by count(*), id limit {MOST_NEAR}"
    )
    with engine.limited(SECONDS):
        return engine.rows(sql)


def _failing(engine: Engine, find: str, part: Expression, at: datetime.datetime | None) -> str:
    found = compiled(engine, Written(Query(find=find, where=Not(not_=part)), ""), at)
    return f"{found.ctes} select id from {found.matched} where holds"
