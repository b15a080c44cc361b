"""How large a query may be."""

from bartizan.explore.rows import PartError
from bartizan.explore.tree import Query, Related, parts

MOST_NODES = 40
DEEPEST = 6


def check_size(query: Query) -> None:
    """Refuse a query that asks for too much.

    Raises:
        PartError: it has more than 40 parts, or relations more than six deep.
    """
    count = 0
    waiting = [(query.where, 1)] if query.where is not None else []
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > DEEPEST:
            raise PartError(part, f"relations lie more than {DEEPEST - 1} deep")
        waiting += [(each, depth + isinstance(part, Related)) for each in parts(part)]
    if count > MOST_NODES:
        raise PartError(query, f"the query has {count} parts; the most is {MOST_NODES}")
