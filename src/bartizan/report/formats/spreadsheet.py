"""Rows as CSV that is safe to open in a spreadsheet."""

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bartizan.model import visible

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

_LINE_END = "\n"
_KEPT = frozenset({str, datetime.datetime})
"""Types of which what is equal looks the same: 1 and true do not."""


def csv_text(rows: Sequence[Mapping[str, Any]], *, has_header: bool = True) -> str:
    """Return rows as CSV, with the keys of the first row as a header line; nested values are JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if rows and has_header:
        writer.writerow(rows[0].keys())
    keys, cells = list(rows[0]) if rows else [], _Cells()
    for row in rows:
        values = map(row.get, keys)
        writer.writerow([cells[value] if type(value) in _KEPT else _cell(value) for value in values])
    return text.getvalue()


class _Cells(dict[Any, str]):
    """Values and their cells, each made once: most texts and times of a list stand in many of its rows."""

    def __missing__(self, value: Any) -> str:
        cell = self[value] = _cell(value)
        return cell


def _cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return visible(orjson.dumps(value, default=str).decode())
    if isinstance(value, datetime.datetime):
        return f"{value.isoformat()}Z"
    text = "" if value is None else str(value)
    # A name such as =HYPERLINK(…) must stay text when a spreadsheet opens the file.
    is_formula = text.startswith(_STARTS_FORMULA) and not text.lstrip("-").isdigit()
    return f"'{visible(text, keep=_LINE_END)}" if is_formula else visible(text, keep=_LINE_END)
