"""Which columns a table has, and the form in which somebody chooses, orders and keeps them."""

from collections.abc import Sequence
from urllib.parse import urlencode

from htpy import Element, Node, a, button, div, form, input, label, li, ol, span, summary  # noqa: A004 - an element's name
from htpy import details as details_

from bartizan.portal.components.icons import icon
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address, changed
from bartizan.portal.view import View
from bartizan.service.work.views import COLUMNS, WIDTH, widths

ALWAYS = 2
"""How many of a list's first columns always stay: they say which row it is."""


def own(view: View, name: str) -> list[tuple[str, str]]:
    """Return what the address asks of columns or widths, or else what the caller keeps of this page."""
    asked = [pair for pair in view.query if pair[0] == name]
    return asked or [pair for pair in view.usual if pair[0] == name]


def chosen_columns(view: View, headings: Sequence[str]) -> list[str]:
    """Return the columns to show in their order, all where none were chosen; the first two of the list always stay."""
    wanted = dict.fromkeys(value for _, value in own(view, COLUMNS) if value in headings)
    if not wanted:
        return list(headings)
    chosen = list(wanted)
    for n, each in enumerate(headings[:ALWAYS]):
        if each not in wanted:
            chosen.insert(n, each)
    return chosen


def column_shares(view: View, headings: Sequence[str]) -> dict[str, str]:
    """Return each column's share of a table's width in percent, none where no widths were chosen.

    Widths are kept as pixels and shown as shares, so that a table fits into any window.
    """
    sizes = widths(own(view, WIDTH))
    if not sizes.keys() & set(headings):
        return {}
    usual = sum(sizes.values()) // len(sizes)
    pixels = {each: sizes.get(each, usual) for each in headings}
    return {each: f"{100 * size / sum(pixels.values()):.2f}%" for each, size in pixels.items()}


def column_choice(view: View, headings: Sequence[str]) -> Element:
    """Return the form that chooses a table's columns, moves them, and keeps them for the caller."""
    chosen = chosen_columns(view, headings)
    others = [pair for pair in view.query if pair[0] not in (COLUMNS, "offset", "open")]
    left_out = [each for each in headings if each not in chosen]
    return details_(".menu", id="columns")[
        summary(".button.small")["Columns"],
        div(".popup")[
            form(method="get", action=view.path, data_swap="")[
                (input(type="hidden", name=name, value=value) for name, value in others),
                ol(".plain")[
                    (_column(view, chosen, n, each in headings[:ALWAYS]) for n, each in enumerate(chosen)),
                    (li(".column")[_tick(each, is_on=False)] for each in left_out),
                ],
                button(".button.small", type="submit")["Show these"],
            ],
            _keeping(view),
        ],
    ]


def _column(view: View, chosen: Sequence[str], n: int, is_always: bool) -> Element:
    each = chosen[n]
    named = [input(type="hidden", name=COLUMNS, value=each), span(".menu-item")[each]]
    return li(".column")[
        named if is_always else _tick(each, is_on=True),
        _move(view, chosen, n, -1) if n else None,
        _move(view, chosen, n, 1) if n < len(chosen) - 1 else None,
    ]


def _tick(each: str, *, is_on: bool) -> Element:
    return label(".menu-item")[input(type="checkbox", name=COLUMNS, value=each, checked=is_on), " ", each]


def _move(view: View, chosen: Sequence[str], n: int, by: int) -> Element:
    """Return the link to the table with a column one place further to the left or to the right."""
    order = list(chosen)
    order.insert(n + by, order.pop(n))
    kept = changed(view.query, **{COLUMNS: None, "open": None})
    word = "left" if by < 0 else "right"
    return a(
        ".button.bare.small",
        href=address(view.path, [*kept, *((COLUMNS, each) for each in order)]),
        data_swap="",
        id=f"{word}-{chosen[n]}",
        aria_label=f"Move {chosen[n]} to the {word}",
    )[span(".turned" if by < 0 else "")[icon("next")]]


def _keeping(view: View) -> Node:
    """Return the ways to keep the columns that are shown, and to forget those that were kept."""
    asked = [pair for pair in view.query if pair[0] in (COLUMNS, WIDTH)]
    usual = [pair for pair in view.usual if pair[0] in (COLUMNS, WIDTH)]
    keep = _form(view, urlencode(asked), "Always show these") if asked and asked != usual else None
    return [keep, _form(view, "", "Show the usual columns again") if usual else None]


def _form(view: View, query: str, word: str) -> Element:
    return form(method="post", action=f"/{view.workspace}/usual/columns")[
        hidden(view, page=view.feature.id, query=query), button(".button.small", type="submit")[word]
    ]
