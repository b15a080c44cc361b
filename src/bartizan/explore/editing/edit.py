"""Change a query line by line: add a line, change one, take one out, move one.

A *place* names a line: the numbers of the conditions on the way to it, ``(1, 0)`` for the first one inside the second;
the line of what is found is ``()``. A relation has the conditions on its rows inside it, and brackets their parts,
whether *not* stands before them or not.
"""

from collections.abc import Iterator

from bartizan.explore.tree import All, Any_, Expression, Not, Query, Related
from bartizan.explore.vocabulary import PARTS
from bartizan.explore.words import QueryError

Place = tuple[int, ...]
Parts = tuple[Expression, ...]


def place_of(text: str) -> Place:
    """Return a place from its text, such as ``1.0``.

    Raises:
        QueryError: it is none.
    """
    if not text:
        return ()
    words = text.split(".")
    if not all(word.isdecimal() and len(word) < 4 for word in words):
        raise QueryError(f"{text!r} is no line of a query")
    return tuple(map(int, words))


def lines(query: Query) -> Iterator[tuple[Place, Expression | None]]:
    """Yield the place of each line with its condition, from top to bottom; what is found comes first, without one."""
    yield (), None
    yield from _below((), _parts(query.where))


def bare(part: Expression) -> Expression:
    """Return what *not* stands before, or a part itself."""
    while isinstance(part, Not):
        part = part.not_
    return part


def has_inside(part: Expression) -> bool:
    """Return whether lines can be added inside one: brackets, and a relation to a type or to parts of a resource."""
    part = bare(part)
    return isinstance(part, All | Any_) or (isinstance(part, Related) and bool(part.to.find or part.related in PARTS))


def found_at(query: Query, place: Place) -> str:
    """Return the type of the rows that the lines below a place are about; of parts, ``TYPE.PART``.

    Raises:
        QueryError: no lines can be there.
    """
    if not place:
        return query.find
    part = bare(line_at(query, place))
    if isinstance(part, All | Any_):
        return found_at(query, place[:-1])
    if not isinstance(part, Related) or not has_inside(part):
        raise QueryError("nothing can be added inside this line")
    return part.to.find or f"{found_at(query, place[:-1])}.{part.related}"


def holds(query: Query, place: Place) -> bool:
    """Return whether lines can be added below a place."""
    try:
        found_at(query, place)
    except QueryError:  # it is inside rows of no type
        return False
    return True


def added(query: Query, place: Place, part: Expression) -> Query:
    """Return a query with one condition more, below a place and after what is there.

    Raises:
        QueryError: no lines can be there.
    """
    found_at(query, place)
    return with_inside(query, place, (*inside(query, place), *(part.all if isinstance(part, All) else (part,))))


def removed(query: Query, place: Place) -> Query:
    """Return a query without a line and all that is inside it.

    Raises:
        QueryError: there is no such line.
    """
    line_at(query, place)
    *above, n = place
    parts = inside(query, tuple(above))
    return with_inside(query, tuple(above), (*parts[:n], *parts[n + 1 :]))


def replaced(query: Query, place: Place, part: Expression) -> Query:
    """Return a query in which a line says something else; what was inside it goes with it.

    Raises:
        QueryError: there is no such line.
    """
    line_at(query, place)
    *above, n = place
    parts = inside(query, tuple(above))
    return with_inside(query, tuple(above), (*parts[:n], part, *parts[n + 1 :]))


def moved(query: Query, place: Place, before: Place) -> Query:
    """Return a query with a line at another place; ``before`` may be one after the last line of its block.

    Raises:
        QueryError: there is no such line or place, or it is inside the line itself.
    """
    part = line_at(query, place)
    if not before or (len(before) > len(place) and before[: len(place)] == place):
        raise QueryError("a line cannot be moved into itself")
    *above, n = before
    parts = inside(query, tuple(above))
    if n > len(parts):
        raise QueryError("there is no such line")
    if tuple(above) != place[:-1]:
        found_at(query, tuple(above))
    wider = with_inside(query, tuple(above), (*parts[:n], part, *parts[n:]))
    level = len(above)
    is_after = len(place) > level and place[:level] == tuple(above) and place[level] >= n
    return removed(wider, (*place[:level], place[level] + 1, *place[level + 1 :]) if is_after else place)


def neighbours(query: Query, place: Place) -> dict[str, Place]:
    """Return where one step moves a line: ``up``, ``down``, ``out`` of its block and ``in`` to the one above it."""
    *above, n = place
    block = tuple(above)
    parts = inside(query, block)
    steps: dict[str, Place] = {}
    if n:
        steps["up"] = (*block, n - 1)
        if holds(query, (*block, n - 1)):
            steps["in"] = (*block, n - 1, len(inside(query, (*block, n - 1))))
    if n + 1 < len(parts):
        steps["down"] = (*block, n + 2)
    if block and holds(query, block[:-1]):
        steps["out"] = (*block[:-1], block[-1] + 1)
    return steps


def _parts(where: Expression | None) -> Parts:
    if where is None:
        return ()
    return where.all if isinstance(where, All) else (where,)


def _joined(parts: Parts) -> Expression | None:
    return (All(all=parts) if len(parts) > 1 else parts[0]) if parts else None


def _below(place: Place, parts: Parts) -> Iterator[tuple[Place, Expression]]:
    for n, part in enumerate(parts):
        yield (*place, n), part
        yield from _below((*place, n), _inner(part))


def _inner(part: Expression) -> Parts:
    """Return the conditions inside a line."""
    match bare(part):
        case All(all=parts) | Any_(any=parts):
            return parts
        case Related(to=to):
            return _parts(to.where)
    return ()


def _with_inner(part: Expression, parts: Parts) -> Expression | None:
    """Return a line with other conditions inside; None for brackets in which nothing is left."""
    match part:
        case Not():
            inner = _with_inner(part.not_, parts)
            return None if inner is None else Not(not_=inner)
        case All() | Any_() if len(parts) < 2:
            return parts[0] if parts else None
        case All():
            return All(all=parts)
        case Any_():
            return Any_(any=parts)
        case Related():
            # *all* says nothing without a condition.
            count = None if part.count and part.count.every and not parts else part.count
            to = part.to.model_copy(update={"where": _joined(parts)})
            return part.model_copy(update={"to": to, "count": count})
    raise QueryError("nothing can be added inside this line")


def inside(query: Query, place: Place) -> Parts:
    """Return the conditions below a place."""
    if not place:
        return _parts(query.where)
    return _inner(line_at(query, place))


def line_at(query: Query, place: Place) -> Expression:
    """Return the condition of a line.

    Raises:
        QueryError: there is no such line.
    """
    for at, part in lines(query):
        if at == place and part is not None:
            return part
    raise QueryError("there is no such line")


def with_inside(query: Query, place: Place, parts: Parts) -> Query:
    """Return a query with other conditions below a place."""
    if not place:
        return query.model_copy(update={"where": _joined(parts)})
    inner = _with_inner(line_at(query, place), parts)
    *above, n = place
    around = inside(query, tuple(above))
    return with_inside(query, tuple(above), (*around[:n], *([inner] if inner else []), *around[n + 1 :]))
