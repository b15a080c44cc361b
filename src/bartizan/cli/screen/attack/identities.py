"""The screen of `bartizan identities`: who is or can become an administrator, and by which steps."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.footer import Totals, counted, footer
from bartizan.cli.screen.line import Line, Span, span
from bartizan.cli.screen.table import Column, Row, of, table
from bartizan.cli.screen.words import count, plural, short_scopes

_STYLES = {"admin": "critical", "yes": "high", "conditional": "warning", "unknown": "unknown", "no": "dim"}


def identities_screen(rows: Sequence[Row], width: int | None, total: Totals | None = None) -> list[Line]:
    """Return identities as a table, each with the steps to an administrator under it."""
    if not rows:
        return list(wrapped("no identities", width))
    scopes = short_scopes(row["scope"] for row in rows if row["scope"])
    lines = table(_columns(scopes), rows, width, lambda row, _: _steps(row, width)).lines
    totals = total or Totals(len(rows))
    words = Counter(_admin(row) for row in rows)
    counts = [plural(words["admin"], "administrator")] if words["admin"] else []
    counts += [f"{words[word]} {text}" for word, text in _COUNTED.items() if words[word]]
    parts = [plural(totals.rows, "identity", "identities"), *counted(counts, len(rows), totals.rows)]
    return [*lines, *footer(parts, width, "bartizan identities --can-become-admin")]


_COUNTED = {"yes": "can become one", "conditional": "perhaps", "unknown": "unknown"}


def _columns(scopes: dict[str, str]) -> list[Column]:
    return [
        Column("ADMIN", lambda row: Span(_admin(row), _STYLES[_admin(row)])),
        Column("NAME", of("name", "bold"), least=18),
        Column("TYPE", lambda row: span(row["type"].replace("_", " ")), rank=1),
        Column("SCOPE", lambda row: span(scopes.get(row["scope"], "")), rank=3),
        Column("DATA", lambda row: _count(row["data_access"]), rank=2, right=True),
        Column("USED BY", lambda row: _count(_length(row["assumed_by"])), rank=4, right=True),
        Column("UNUSED", lambda row: span(", ".join(row["held_unused"] or ()), "dim"), rank=5, least=14),
    ]


def _admin(row: Row) -> str:
    return "admin" if row["is_admin"] else str(row["can_become_admin"])


def _count(n: int | None) -> Span:
    return span("?", "unknown") if n is None else count(n)


def _length(listed: Sequence[str] | None) -> int | None:
    return None if listed is None else len(listed)


def _steps(row: Row, width: int | None) -> Iterator[Line]:
    """Yield each step: what it leads to and why."""
    for step in row["via"]:
        target = step["target"].rpartition("/")[2] or "administrator"
        text = f"{step['edge'].replace('_', ' ')} {target}: {step['why']}"
        yield from wrapped(span(text).text, width, first="    → ", rest="      ")
