"""How many rows the queries that ship, and those that were saved, find in a snapshot: bounded in time."""

import time
from collections.abc import Iterable, Sequence

from bartizan.contract.explore import KnownQuery, QueryCount
from bartizan.explore.ask import count
from bartizan.explore.parse import parse
from bartizan.explore.tree import Query
from bartizan.explore.words import QueryError
from bartizan.model import BartizanError
from bartizan.service.published import Published

SECONDS = 5.0
"""How long all of them may take together."""
_LONGEST = 1.0
"""How long one of them may take, so that it costs the others nothing."""
_NO_TIME = "there was no time to count it"
_NOT_LISTED = (
    "select count(distinct scope) as n from observation "
    "where kind = ? and aspect = 'list' and outcome in ('denied', 'failed')"
)


def query_counts(published: Published, queries: Iterable[KnownQuery], seconds: float = SECONDS) -> Sequence[QueryCount]:
    """Return for each query what it finds; those for which there was no time are unknown until asked again."""
    until = time.monotonic() + seconds
    return [_remembered(published, each, until) for each in queries]


def _remembered(published: Published, asked: KnownQuery, until: float) -> QueryCount:
    memo = f"query count {asked.text}"
    if isinstance(known := published.memo.get(memo), QueryCount):
        return known.model_copy(update={"key": asked.key, "name": asked.name})
    left = min(until - time.monotonic(), _LONGEST)
    if left <= 0:
        return _unknown(asked, _NO_TIME)
    try:
        with published.engine.limited(left):
            found = _counted(published, asked)
    except QueryError as error:
        found = _unknown(asked, str(error).partition("; run `")[0])
    except BartizanError as error:  # it took too long, or nobody waits for it
        return _unknown(asked, str(error) if left == _LONGEST else _NO_TIME)
    published.memo[memo] = found
    return found


def _counted(published: Published, asked: KnownQuery) -> QueryCount:
    query = parse(asked.text).query
    total, unknown = count(published.engine, query)
    not_listed = _not_listed(published, query)
    why = f"not listed in {not_listed} scope{'s' * (not_listed > 1)}" if not_listed else ""
    if why and not total:
        return _unknown(asked, why)
    return QueryCount(key=asked.key, name=asked.name, total=total, unknown=unknown, why=why)


def _not_listed(published: Published, query: Query) -> int:
    """Return in how many scopes what a query finds was not listed: there may be more of it."""
    if not published.engine.has("observation"):  # a snapshot of a release that did not keep them
        return 0
    (row,) = published.engine.rows(_NOT_LISTED, [query.find])
    return int(row["n"])


def _unknown(asked: KnownQuery, why: str) -> QueryCount:
    return QueryCount(key=asked.key, name=asked.name, total=None, unknown=None, why=why)
