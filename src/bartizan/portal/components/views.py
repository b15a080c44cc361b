"""Views of a list that somebody keeps, beside the list, and the choice of its columns."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from htpy import Element, Node, a, button, div, form, input, label, nav, span, summary  # noqa: A004 - the element's name
from htpy import details as details_

from bartizan.model import visible
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.service.work.views import COLUMNS, widths
from bartizan.state.kept.views import SavedView, ViewOwner, saved_views

_PASSING = ("at", "offset", "open", "step")
"""What belongs to a moment, not to a view."""


def own_views(view: View) -> Element | None:
    """Return the caller's views of a page, each a link, and the way to keep or forget the one that is shown."""
    if view.feature.is_object:
        return None
    kept = saved_views(view.state, ViewOwner(view.caller.directory, view.caller.person_id, view.feature.id))
    now = sorted(_query(view))
    shown = next((each for each in kept if sorted(parse_qsl(each.query)) == now), None)
    return nav(".own-views", aria_label="Your views")[
        (_link(view, each, is_on=each is shown) for each in kept),
        _form(view, "forget", "Forget this view", shown.name) if shown else _keeping(view) if now else None,
    ]


def chosen_columns(view: View, headings: Sequence[str]) -> list[str]:
    """Return the columns that the address asks for, all where it asks for none; the first two always stay."""
    wanted = {value for name, value in view.query if name == COLUMNS}
    return [each for n, each in enumerate(headings) if n < 2 or not wanted or each in wanted]


def column_shares(view: View, headings: Sequence[str]) -> dict[str, str]:
    """Return each column's share of a table's width in percent, none where the address has no widths.

    Widths are kept as pixels and shown as shares, so that a table fits into any window.
    """
    sizes = widths(view.query)
    if not sizes.keys() & set(headings):
        return {}
    usual = sum(sizes.values()) // len(sizes)
    pixels = {each: sizes.get(each, usual) for each in headings}
    return {each: f"{100 * size / sum(pixels.values()):.2f}%" for each, size in pixels.items()}


def column_choice(view: View, headings: Sequence[str]) -> Element:
    """Return the form that chooses a table's columns."""
    chosen = chosen_columns(view, headings)
    others = [pair for pair in view.query if pair[0] not in (COLUMNS, "offset")]
    ticks = (
        label(".menu-item")[input(type="checkbox", name=COLUMNS, value=each, checked=each in chosen), " ", each]
        for each in headings[2:]
    )
    return details_(".menu")[
        summary(".button.small")["Columns"],
        form(".popup", method="get", action=view.path, data_swap="")[
            (input(type="hidden", name=name, value=value) for name, value in others),
            input(type="hidden", name=COLUMNS, value=headings[0]),
            ticks,
            button(".button.small", type="submit")["Show these"],
        ],
    ]


def _query(view: View) -> list[tuple[str, str]]:
    return [(name, value) for name, value in view.query if name not in _PASSING and value]


def _link(view: View, each: SavedView, *, is_on: bool) -> Element:
    query = parse_qsl(each.query) + ([("at", view.asked("at"))] if view.asked("at") else [])
    href = address(view.path, query)
    return a(".chip", href=href, data_swap="", aria_current="true" if is_on else None)[visible(each.name)]


def _keeping(view: View) -> Element:
    name = input(
        type="text", name="name", required=True, maxlength="60", aria_label="Name of this view", placeholder="name"
    )
    return details_(".menu")[
        summary(".button.small")["Keep this view"],
        div(".popup")[_form(view, "", "Keep", field=name)],
    ]


def _form(view: View, action: str, word: str, name: str = "", field: Node = None) -> Element:
    own = {"page": view.feature.id, "query": urlencode(_query(view))} | ({"name": name} if name else {})
    path = f"/{view.workspace}/views{f'/{action}' if action else ''}"
    return form(".split", method="post", action=path)[
        hidden(view, **own), field, button(".button.small", type="submit")[span[word]]
    ]
