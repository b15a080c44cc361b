"""Examples for a rule that is made of a query: rows of the snapshot, or made up where none has the verdict."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from bartizan.explore.insight import insights
from bartizan.explore.tree import All, Any_, Compare, Expression, Insight, Not, Query
from bartizan.store.engine import Engine, literal, quoted

_MOST_VALUES = 6
"""Values that are tried for each column; with as many columns as a rule may sensibly read that is soon done."""
_MOST_COLUMNS = 6


def examples(engine: Engine, query: Query, fails: str, read: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield a row for each verdict, where one is found or can be made up; of the last one nothing was read."""
    for clause, verdict in ((f"({fails})", "fail"), (f"not ({fails})", "pass")):
        for row in _found(engine, query.find, clause, read) or _made_up(engine, query, clause, read):
            yield {**{key: _written(value) for key, value in row.items()}, "expect": verdict}
    yield {**dict.fromkeys(read), "expect": "unknown"}


def _written(value: Any) -> Any:
    return str(value) if hasattr(value, "isoformat") else value


def _found(engine: Engine, table: str, clause: str, read: Sequence[str]) -> list[dict[str, Any]]:
    shown = ", ".join(map(quoted, read))
    return engine.rows(f"select {shown} from {quoted(table)} where {clause} order by id limit 1")


def _made_up(engine: Engine, query: Query, clause: str, read: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row with the verdict, of values that the query names and the table has; empty where none fits."""
    if not read or len(read) > _MOST_COLUMNS:
        return []
    types = engine.columns(query.find)
    named = _named(query.where, query.find) if query.where else {}
    sources = []
    for n, column in enumerate(read):
        given = [_cast(value, types[column]) for value in named.get(column, ())]
        extra = {"BOOLEAN": ["true", "false"], "VARCHAR[]": ["[]::varchar[]", "['example']"]}.get(types[column], [])
        listed = " ".join(f"union all select {value}" for value in [*given, *extra])
        own = (
            f"select distinct {quoted(column)} as v from {quoted(query.find)} where {quoted(column)} is not null "
            f"order by v limit {_MOST_VALUES}"
        )
        sources.append(f"(select v as {quoted(column)} from (select * from ({own}) {listed}) as t{n}(v))")
    shown = ", ".join(map(quoted, read))
    return engine.rows(f"select {shown} from {' cross join '.join(sources)} where {clause} limit 1")


def _cast(value: object, type_: str) -> str:
    plain = f"[{literal(str(value))}]" if type_.endswith("[]") else literal(str(value))
    return f"try_cast({plain} as {type_})"


def _named(part: Expression, type_: str) -> dict[str, list[object]]:
    """Return the values that a query compares columns with, and values beside them."""
    found: dict[str, list[object]] = {}
    match part:
        case All() | Any_():
            inner = [_named(each, type_) for each in (part.all if isinstance(part, All) else part.any)]
        case Not():
            inner = [_named(part.not_, type_)]
        case Insight():
            means = insights()[part.insight].expression(type_)
            inner = [_named(means, type_)] if means else []
        case Compare():
            values = part.value if isinstance(part.value, tuple) else (part.value,)
            return {part.column: list(islice((near for value in values for near in _near(value)), _MOST_VALUES))}
        case _:
            inner = []
    for each in inner:
        for column, values_of in each.items():
            found.setdefault(column, []).extend(values_of)
    return found


def _near(value: object) -> list[object]:
    if isinstance(value, bool):
        return [value, not value]
    if isinstance(value, int | float):
        return [value, value + 1, value - 1]
    text = str(value)
    return [text.replace("*", "x").replace("?", "x"), text, f"not-{text}"]
