"""The rows of a query as a table: a page of them, and what it leaves out."""

from typing import Any

from htpy import Node, a, div, p, table, tbody, td, th, thead, tr

from bartizan.explore.ask import Explored
from bartizan.explore.parse import Written
from bartizan.portal.components.evidence import value as shown_value
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.paging import offset_of, ways_on
from bartizan.portal.view import View
from bartizan.portal.words import middle, sentence

ROWS = 200
"""Rows of a page."""
_MOST_COLUMNS = 12
"""Columns that are shown as long as nobody asks for all: more are too wide for most windows."""
_NOT_SHOWN = ("id", "certain", "unknown")


def columns_of(query: Written, found: Explored) -> list[str]:
    """Return the columns of a table of rows; where all rows match for certain, nothing is said of it."""
    is_said = bool(found.unknown) and query.query.unknown != "without"
    return [
        key for key in (found.rows[0] if found.rows else ()) if key not in _NOT_SHOWN and (is_said or key != "match")
    ]


def matches_table(view: View, query: Written, found: Explored) -> Node:
    """Return a page of the rows, with the way to the others, and to the columns that have no room."""
    if not found.total:
        return p(".quiet")["Nothing matches; the counts beside the lines say where the rows were lost."]
    if not found.rows:
        return p(".quiet.left-out")[
            "There are no rows so far down. ", a(".link", href=view.here())["To the first ones"]
        ]
    columns, first, is_wide = columns_of(query, found), offset_of(view), bool(view.asked("wide"))
    shown = columns if is_wide else columns[:_MOST_COLUMNS]
    head = thead[tr(aria_rowindex="1")[(th(scope="col")[sentence(column)] for column in shown)]]
    body = (
        tr(data_row="", aria_rowindex=str(first + n))[(td[_cell(view, row, column)] for column in shown)]
        for n, row in enumerate(found.rows, 2)
    )
    return [
        _left_out(view, len(shown), len(columns)),
        div(f".table-box{'.scrolls' if is_wide else ''}", tabindex="0" if is_wide else None)[
            table(aria_rowcount=str(found.total + 1))[head, tbody[body]]
        ],
        ways_on(view, found.total, len(found.rows), first, ROWS),
    ]


def _left_out(view: View, shown: int, of: int) -> Node:
    """Return which columns a table leaves out, and the way to them."""
    if of <= _MOST_COLUMNS:
        return None
    if shown == of:
        return p(".quiet.left-out")[
            f"All {of} columns. ", a(".link", href=view.here(wide=None), data_swap="")["Show fewer"]
        ]
    every = a(".link", href=view.here(wide="1"), data_swap="")[f"Show all {of}"]
    return p(".quiet.left-out")[
        f"The first {shown} of {of} columns; CSV has all. ", every, ", or choose others by Columns."
    ]


def _cell(view: View, row: dict[str, Any], column: str) -> Node:
    fact = row[column]
    if fact is None:
        return unknown("unknown")
    if column == "name" and row.get("id"):
        return a(".link.strong", href=view.to_resource(str(row["id"]), str(fact)))[name(middle(str(fact), 60))]
    return name(middle(shown_value(fact), 80))
