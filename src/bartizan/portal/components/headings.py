"""Headings of a list's columns: they sort, and their share of the width is in the address."""

import re

from htpy import Element, a, span, th

from bartizan.portal.view import View

_NARROWING = re.compile(r"\b(second|third|fourth)\b")
"""Classes of columns that go where it is narrow."""


def heading_cell(view: View, heading: str, sort: str, class_: str, share: str | None) -> Element:
    """Return a heading; ``sort`` is the column of the list that it sorts by, empty for none."""
    now = view.asked("sort")
    is_up, is_down = bool(sort) and now == sort, bool(sort) and now == f"-{sort}"
    order = {(True, False): "ascending", (False, True): "descending"}.get((is_up, is_down))
    arrow = span(".arrow", aria_hidden="true")["↑" if is_up else "↓"] if order else None
    href = view.here(sort=f"-{sort}" if is_up else sort)
    words = a(".sort", href=href, data_swap="")[heading, arrow] if sort else heading
    own = {"data-column": heading, "width": share, "aria-sort": order}
    return th({name: value for name, value in own.items() if value}, scope="col", class_=class_ or None)[words]


def always_shown(class_: str) -> str:
    """Return a column's class without what hides it where it is narrow."""
    return _NARROWING.sub("", class_).strip()
