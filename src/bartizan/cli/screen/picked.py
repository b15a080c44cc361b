"""The screen of columns that a person picked by the keys of the JSON."""

from collections.abc import Sequence
from typing import Any

from bartizan.cli.screen.fit import wrapped
from bartizan.cli.screen.line import Line, Span, span
from bartizan.cli.screen.table import Column, Row, table
from bartizan.cli.screen.words import risk

_LEAST = 12


def picked_screen(rows: Sequence[Row], keys: Sequence[str], width: int | None) -> list[Line]:
    """Return the values of keys as a table; what was asked for by name is never left out, only shortened."""
    if not rows:
        return list(wrapped("nothing found", width))
    columns = [Column(key.upper().replace("_", " "), cell(key), least=_LEAST) for key in keys]
    natural = 2 + sum(max(_LEAST, len(key)) + 2 for key in keys)
    return table(columns, rows, None if width is not None and natural > width else width).lines


def cell(key: str) -> Any:
    """Return the function that shows the value of a key: a level in its colour, all else as text."""

    def shown(row: Row) -> Span:
        value = row.get(key)
        return risk(value) if key in ("severity", "risk_level") and value else span(_text(value), limit=300)

    return shown


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
