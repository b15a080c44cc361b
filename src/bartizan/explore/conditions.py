"""Conditions on a column, as SQL that is null where the column is."""

import datetime
import re

from bartizan.explore.rows import PartError, RowColumn, Rows
from bartizan.explore.tree import Ago, Compare, Scalar
from bartizan.explore.vocabulary import UNDECIDED
from bartizan.store.engine import literal

_ORDERED = ("severity", "risk_level")
_ORDERING = ("<", "<=", ">", ">=")
_LEVELS = ("critical", "high", "medium", "low", "info", "none")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?Z?")
_UNKNOWN = "unknown"


def condition(part: Compare, rows: Rows, now: datetime.datetime) -> str:
    """Return a comparison as SQL.

    Raises:
        PartError: there is no such column, or the value is of another type than it.
    """
    column = rows.column(part.column, part)
    if part.op in ("in", "not in"):
        return _in(part, column, now)
    if isinstance(part.value, tuple):
        raise PartError(part, f"a list of values goes with 'in', not with {part.op!r}")
    if part.op == "has":
        return _has(part, column)
    if column.kind in ("list", "other"):
        hint = "write 'has' to look into a list" if column.kind == "list" else "ask whether it 'is unknown'"
        raise PartError(part, f"{column.name!r} cannot be compared; {hint}")
    if part.op == "~":
        return _glob(part, column)
    if part.op in _ORDERING and column.name in _ORDERED:
        return _by_severity(part, column)
    if part.op in _ORDERING and column.kind == "boolean":
        raise PartError(part, f"{column.name!r} is true or false: it has no order")
    sql = f"{column.sql} {'<>' if part.op == '!=' else part.op} {_literal(part, column, part.value, now)}"
    return _decided(column, [part.value], sql)


def _in(part: Compare, column: RowColumn, now: datetime.datetime) -> str:
    if not isinstance(part.value, tuple) or not part.value:
        raise PartError(part, f"{part.op!r} goes with a list of values: [a, b]")
    if column.kind in ("list", "other"):
        raise PartError(part, f"{column.name!r} is a list; write {column.name} (value in […])")
    values = ", ".join(_literal(part, column, value, now) for value in part.value)
    return _decided(column, list(part.value), f"{column.sql} {part.op} ({values})")


def _has(part: Compare, column: RowColumn) -> str:
    if column.kind != "list":
        raise PartError(part, f"{column.name!r} is no list; write {column.name} = …")
    if isinstance(part.value, Ago | bool):
        raise PartError(part, f"{column.name!r} holds texts")
    return f"list_contains({column.sql}, {literal(part.value)})"


def _glob(part: Compare, column: RowColumn) -> str:
    if column.kind != "text" or not isinstance(part.value, str):
        raise PartError(
            part, f"'~' compares a text with a pattern such as \"prod-*\"; {column.name!r} is {column.kind}"
        )
    pattern = re.sub(r"([\\%_])", r"\\\1", part.value).replace("*", "%").replace("?", "_")
    return _decided(column, [], f"{column.sql} like {literal(pattern)} escape '\\'")


def _by_severity(part: Compare, column: RowColumn) -> str:
    if part.value not in _LEVELS:
        raise PartError(part, f"{column.name!r} is one of {', '.join(_LEVELS)}")
    # The worst is the greatest; the macro counts from the worst.
    return f"{_order(column.sql)} {part.op} {-_LEVELS.index(str(part.value)) - 1}"


def _order(sql: str) -> str:
    cases = " ".join(f"when '{level}' then {-n - 1}" for n, level in enumerate(_LEVELS))
    return f"case {sql} {cases} end"


def sort_key(column: RowColumn) -> str:
    """Return what rows are sorted by: levels by how bad they are."""
    return _order(column.sql) if column.name in _ORDERED else column.sql


def _decided(column: RowColumn, values: list[object], sql: str) -> str:
    """Return a comparison that is null where the column says ``unknown``, unless that is asked for."""
    if column.name not in UNDECIDED or column.kind != "text" or _UNKNOWN in values:
        return sql
    return f"case when {column.sql} <> '{_UNKNOWN}' then {sql} end"


def _literal(part: Compare, column: RowColumn, value: Scalar | Ago | tuple[Scalar, ...], now: datetime.datetime) -> str:
    if isinstance(value, Ago):
        return _moment(part, column, value, now)
    match column.kind:
        case "boolean" if isinstance(value, bool):
            return str(value).lower()
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return repr(value)
        case "time" if isinstance(value, str) and _is_date(value):
            return f"timestamp {literal(value.removesuffix('Z'))}"
        case "text" if not isinstance(value, bool):
            return literal(value)
    wanted = {"boolean": "true or false", "number": "a number", "time": 'a date such as "2026-01-31", or 90d ago'}
    raise PartError(part, f"{column.name!r} is compared with {wanted.get(column.kind, 'a text')}, not with {value!r}")


def _moment(part: Compare, column: RowColumn, value: Ago, now: datetime.datetime) -> str:
    if column.kind not in ("time", "text"):
        raise PartError(part, f"{column.name!r} is no time, it is {column.kind}")
    n, unit = int(value.ago[:-1]), value.ago[-1]
    moment = now - (datetime.timedelta(days=n) if unit == "d" else datetime.timedelta(hours=n))
    # Clouds that tell times as text tell them as ISO 8601, which sorts as it reads.
    written = literal(moment.isoformat(timespec="seconds"))
    return written if column.kind == "text" else f"timestamp {written}"


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and datetime.datetime.fromisoformat(text.removesuffix("Z")))
    except ValueError:
        return False
