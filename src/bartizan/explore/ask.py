"""Ask a snapshot a query: its rows, how many there are and how many are unknown, and the graph of them."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bartizan.explore.compile import Compiler
from bartizan.explore.compiled import Compiled
from bartizan.explore.parse import Written, parse
from bartizan.explore.relations import edges
from bartizan.explore.rows import PartError
from bartizan.explore.schema import Schema
from bartizan.explore.tree import MOST_ROWS, Query
from bartizan.explore.vocabulary import RELATIONS
from bartizan.explore.words import QueryError
from bartizan.model import UsageError, now
from bartizan.store.engine import Engine, Row

SECONDS = 5.0
"""How long a query may take."""


@dataclass(frozen=True)
class Explored:
    """The rows of a query: ``yes`` of them match, and of ``unknown`` it are unknown; ``rows`` may be fewer.

    ``total`` is how many rows the query gives in all, within its own limit.
    """

    rows: list[Row]
    yes: int
    unknown: int
    sql: str
    limit: int
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than were given."""
        return len(self.rows) == self.limit < self.yes + self.unknown


def written(text: str) -> Written:
    """Return the query that a text says; see ``parse``."""
    return parse(text)


def from_json(tree: object) -> Written:
    """Return the query that a JSON tree says.

    Raises:
        QueryError: it is no query tree; the message names the place.
    """
    try:
        return Written(Query.model_validate(tree), "")
    except (ValidationError, RecursionError) as error:
        if isinstance(error, RecursionError):
            raise QueryError("the query lies too deep") from error
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise QueryError(f"{place}: {first['msg']}" if place else first["msg"]) from error


def compiled(engine: Engine, query: Written, at: datetime.datetime | None = None) -> Compiled:
    """Return a query as SQL over a snapshot's tables.

    Raises:
        QueryError: it names what is not there; of a text, the message points at the word.
    """
    try:
        return Compiler(Schema(engine), at or now()).query(query.query)
    except PartError as error:
        raise QueryError(query.message(error.node, str(error))) from error


def ask(
    engine: Engine, query: Written, at: datetime.datetime | None = None, *, first: int = 0, most: int = MOST_ROWS
) -> Explored:
    """Return the rows of a query: at most so many after the first ones.

    Raises:
        QueryError: it cannot be asked.
        BartizanError: it took too long.
    """
    found = compiled(engine, query, at)
    limit = min(query.query.limit or most, most)
    with engine.limited(SECONDS):
        rows = engine.rows(found.part(first, most))
        if query.query.unknown == "with" and not first and len(rows) < limit:  # all are here
            yes = sum(row["match"] == "yes" for row in rows)
            return Explored(rows, yes, len(rows) - yes, found.sql, limit, len(rows))
        yes, unknown = _numbers(engine, found)
    total = {"with": yes + unknown, "without": yes, "only": unknown}[query.query.unknown]
    return Explored(rows, yes, unknown, found.sql, limit, min(total, query.query.limit or total))


def all_rows(engine: Engine, query: Written, at: datetime.datetime | None = None) -> Iterator[list[Row]]:
    """Yield all rows of a query, 10,000 at a time; each part may take as long as a query.

    Raises: as ``ask``.
    """
    found, first = compiled(engine, query, at), 0
    while True:
        with engine.limited(SECONDS):
            rows = engine.rows(found.part(first, MOST_ROWS))
        yield rows
        first += len(rows)
        if len(rows) < MOST_ROWS:
            return


def count(engine: Engine, query: Query, at: datetime.datetime | None = None) -> tuple[int, int]:
    """Return how many rows match and how many are unknown."""
    return _numbers(engine, compiled(engine, Written(query, ""), at))


def _numbers(engine: Engine, found: Compiled) -> tuple[int, int]:
    (row,) = engine.rows(
        f"{found.ctes} select count(*) filter (holds) as yes, count(*) filter (holds is null) as unknown "
        f"from {found.matched}"
    )
    return row["yes"], row["unknown"]


def graph(engine: Engine, query: Written, at: datetime.datetime | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a query and what its relations lead to, as ``nodes`` and ``edges`` between their IDs.

    Raises:
        UsageError: the snapshot has no graph, as one that was published before there were any.
    """
    if not engine.has("node"):
        raise UsageError("this snapshot has no graph; run `bartizan scan` again")
    found = compiled(engine, query, at)
    rows = engine.rows(found.sql)
    pairs: list[Row] = []
    for path in sorted(found.levels):
        pairs += engine.rows(_edges(found, path))
    matched = {row["id"] for row in rows}
    kept = _connected(matched, pairs)
    ids = sorted(matched | {row[end] for row in kept for end in ("source", "target")})
    nodes = engine.rows(
        "select id, kind, name, provider, scope from node where id in (select unnest(?)) order by id", [ids]
    )
    return {"nodes": nodes, "edges": kept}


def _connected(matched: set[str], pairs: Sequence[Row]) -> list[Row]:
    """Return the edges that hang together with the rows that were found; pairs come in the order of their depth."""
    known, kept = set(matched), {}
    for row in pairs:
        if row["near"] in known:
            known.add(row["far"])
            kept[row["source"], row["target"], row["kind"]] = {k: v for k, v in row.items() if k not in ("near", "far")}
    return [kept[key] for key in sorted(kept)]


def _edges(found: Compiled, path: tuple[str, ...]) -> str:
    of = edges(RELATIONS[path[-1]])
    near, far = ("s.id", "t.id") if of.forward else ("t.id", "s.id")
    before = found.levels.get(path[:-1]) if path[:-1] else None
    own = f"semi join {before} as b on b.n = {of.own}" if before else ""
    return (
        f"{found.ctes} select s.id as source, t.id as target, e.kind, e.effect, e.why, {near} as near, {far} as far "
        f"from edge as e semi join {found.levels[path]} as l on l.n = {of.other} {own} "
        f"join node as s on s.n = e.source_n join node as t on t.n = e.target_n where {of.wanted} order by 1, 2, 3"
    )
