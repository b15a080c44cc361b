"""Change what a line says without changing what it is about: *not*, how many, and lines that stand together."""

from collections.abc import Sequence

from bartizan.explore.editing.edit import Parts, Place, inside, line_at, with_inside
from bartizan.explore.text import expression
from bartizan.explore.tree import All, Any_, Count, Expression, Inner, Not, Query, Related
from bartizan.explore.words import QueryError


def negated(query: Query, place: Place) -> Query:
    """Return a query with *not* before a line, or without the one that is there.

    Raises:
        QueryError: there is no such line.
    """
    part = line_at(query, place)
    return _replaced(query, place, (part.not_ if isinstance(part, Not) else Not(not_=part),))


def quantified(query: Query, place: Place, count: Count | None) -> Query:
    """Return a query in which a line's relation leads to so many rows; None asks for at least one.

    Raises:
        QueryError: there is no such line, or it is no relation.
    """
    part = line_at(query, place)
    if not isinstance(part, Related):
        raise QueryError("only a relation is counted")
    return _replaced(query, place, (part.model_copy(update={"count": count}),))


def grouped(query: Query, places: Sequence[Place], *, is_any: bool) -> Query:
    """Return a query in which lines of one block stand in brackets: one of them must hold, or all.

    Raises:
        QueryError: they are fewer than two, there is no such line, or they are of several blocks.
    """
    chosen = sorted(set(places))
    if len(chosen) < 2 or len({place[:-1] for place in chosen}) > 1 or not chosen[0]:
        raise QueryError("choose two lines or more that stand below the same one")
    parts = tuple(line_at(query, place) for place in chosen)
    first, above = chosen[0][-1], chosen[0][:-1]
    rest = [part for n, part in enumerate(inside(query, above)) if (*above, n) not in chosen]
    group: Expression = Any_(any=_flat(parts, Any_)) if is_any else All(all=_flat(parts, All))
    if not is_any and not rest:
        return query
    return with_inside(query, above, (*rest[:first], group, *rest[first:]))


def ungrouped(query: Query, place: Place) -> Query:
    """Return a query in which each line of some brackets stands alone, and so must hold.

    Raises:
        QueryError: there is no such line, or it has no brackets.
    """
    part = line_at(query, place)
    if not isinstance(part, All | Any_):
        raise QueryError("this line stands alone")
    return _replaced(query, place, part.all if isinstance(part, All) else part.any)


def own_words(part: Expression) -> str:
    """Return what a line says without the lines inside it."""
    match part:
        case All() | Any_():
            return "all of" if isinstance(part, All) else "any of"
        case Not():
            return f"not {own_words(part.not_)}"
        case Related():
            alone = part.model_copy(update={"to": Inner(find=part.to.find)})
            return expression(alone).removesuffix(" ()")
    return expression(part)


def _flat(parts: Parts, kind: type[All] | type[Any_]) -> Parts:
    """Return parts without brackets that say the same as those around them."""
    found: list[Expression] = []
    for part in parts:
        if isinstance(part, kind):
            found += part.all if isinstance(part, All) else part.any
        else:
            found.append(part)
    return tuple(found)


def _replaced(query: Query, place: Place, parts: Parts) -> Query:
    *above, n = place
    around = inside(query, tuple(above))
    return with_inside(query, tuple(above), (*around[:n], *parts, *around[n + 1 :]))
