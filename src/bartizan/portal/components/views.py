"""Views of a list that somebody keeps, beside the list."""

from urllib.parse import parse_qsl, urlencode

from htpy import Element, Node, a, button, div, form, input, nav, span, summary  # noqa: A004 - the element's name
from htpy import details as details_

from bartizan.model import visible
from bartizan.portal.decisions import hidden
from bartizan.portal.links import address
from bartizan.portal.view import View
from bartizan.state.kept.views import SavedView, saved_views

_PASSING = ("at", "offset", "open", "step")
"""What belongs to a moment, not to a view."""


def own_views(view: View) -> Element | None:
    """Return the caller's views of a page, each a link, and the way to keep or forget the one that is shown."""
    if view.feature.is_object:
        return None
    kept = saved_views(view.state, view.owner)
    now = sorted(_query(view))
    shown = next((each for each in kept if sorted(parse_qsl(each.query)) == now), None)
    return nav(".own-views", aria_label="Your views")[
        (_link(view, each, is_on=each is shown) for each in kept),
        _form(view, "forget", "Forget this view", shown.name) if shown else _keeping(view) if now else None,
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
