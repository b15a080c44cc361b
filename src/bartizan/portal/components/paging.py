"""The pages of a list: which rows are shown, and the way to those before and after."""

from htpy import Element, a, nav, span

from bartizan.portal.links import address, changed
from bartizan.portal.view import View
from bartizan.report.listing.page import ListPart

PAGE = 50
"""Rows of a page."""


def offset_of(view: View) -> int:
    """Return how many rows the address leaves out."""
    text = view.asked("offset")
    return min(int(text), 100_000_000) if text.isdecimal() and len(text) < 12 else 0


def pages(view: View, part: ListPart, first: int) -> Element | None:
    """Return the way to the rows before and after, None where all are shown; of a page, some may come later."""
    total = part.total + part.unknown
    return ways_on(view, total, max(len(part.items), min(PAGE, total - first)), first)


def ways_on(view: View, total: int, shown: int, first: int, size: int = PAGE) -> Element | None:
    """Return the way to the rows before and after those ``shown``, None where all are; a page has ``size`` rows."""
    if total <= shown:
        return None
    before = address(view.path, [*changed(view.query), ("offset", str(max(first - size, 0) or ""))])
    after = address(view.path, [*changed(view.query), ("offset", str(first + size))])
    return nav(".pages", aria_label="Pages")[
        a(".button.small", href=before, data_swap="", rel="prev")["Previous"] if first else None,
        span(".quiet")[f"{first + 1:,}–{first + shown:,} of {total:,}"],
        a(".button.small", href=after, data_swap="", rel="next")["Next"] if first + shown < total else None,
    ]
