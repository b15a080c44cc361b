"""Where a list's filters stand: at its side, or in a drawer where that is too narrow; neither needs a script."""

from htpy import Element, aside, button, div, h2, span

from bartizan.portal.components.filters.facets import facets
from bartizan.portal.components.filters.shown import ListView, active
from bartizan.portal.components.icons import icon
from bartizan.portal.components.search_box import search_box
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.report.listing.ask import ListFilter

_ID = "facets"


def filter_bar(view: View, shown: ListView) -> Element:
    """Return the box that filters by name, and the button that opens the drawer, with how many filters narrow."""
    n = active(view, shown)
    badge = span(".badge")[str(n), span(".hidden-text")[" active"]] if n else None
    opener = button(".button.opener", type="button", popovertarget=_ID)[icon("filter"), "Filter", badge]
    return div(".filter-bar")[search_box(view, shown.placeholder), opener]


def drawer(view: View, shown: ListView, question: ListFilter, total: int) -> Element:
    """Return the facets. A popover is a drawer while it is open; a wide page shows it in its place all the time."""
    close = {"type": "button", "popovertarget": _ID, "popovertargetaction": "hide"}
    return aside(".facets", id=_ID, popover="auto", aria_label="Filters")[
        div(".drawer-head")[
            h2["Filters"], button(".button.bare.push", close, aria_label="Close the filters")[icon("cross")]
        ],
        div(".facet-list")[facets(view, shown, question)],
        div(".drawer-foot")[button(".button.primary.wide", close)[f"Show {counted(total, shown.one, shown.many)}"]],
    ]
