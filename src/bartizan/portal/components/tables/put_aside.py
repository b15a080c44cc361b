"""Filters from tab to tab: what a list does not know is put aside, and comes back with a list that does."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

from htpy import Node, a

from bartizan.portal.components.filters.shown import ListFacet
from bartizan.portal.components.marks import name
from bartizan.portal.components.states import notice
from bartizan.portal.view import View
from bartizan.portal.words import sentence
from bartizan.service import listing

_ASIDE = "aside_q"
"""The name in the address of what was put aside: no column of a list, as it ends in ``_q``."""
_LISTS = {"packages": "packages", "code": "coverage"}
_MAIN = "vulnerabilities"
"""The list of all other tabs."""
_OF_ONE = frozenset({"status", "filter"})
"""What means something else in each list."""
_PASSING = frozenset({"tab", "sort", "offset", "open", "columns", "width", "at"})


def tab_address(view: View, now: str, to: str) -> str:
    """Return the address of a tab, with all that is asked in the tab that is shown."""
    if (here := _list_of(now)) == (there := _list_of(to)):
        return view.here(tab=to, sort=None)
    known = listing.columns(view.published, there)
    asked, aside = [], []
    for key, value in view.query:
        if (key in known and key not in _OF_ONE) or key == "q":
            asked.append((key, value))
        elif key not in _PASSING and not key.endswith("_q"):
            aside.append((f"{here}.{key}", value))
    for key, value in parse_qsl(view.asked(_ASIDE)):
        own, _, column = key.partition(".")
        if own == there or (column in known and column not in _OF_ONE):
            asked.append((column, value))
        else:
            aside.append((key, value))
    return view.to("/vulnerabilities", [("tab", to), *dict.fromkeys(asked), (_ASIDE, urlencode(aside))])


def put_aside(view: View, facets: Sequence[ListFacet]) -> Node:
    """Return what is asked in other tabs and means nothing here, with the way to forget it."""
    if not (aside := parse_qsl(view.asked(_ASIDE))):
        return None
    words = {each.column: each for each in facets}
    said = [_said(words.get(key.partition(".")[2]), key.partition(".")[2], value) for key, value in aside]
    forget = a(".link", href=view.here(**{_ASIDE: None}))["Forget them"]
    return notice(
        "info", "Not asked of this list: ", name("; ".join(said)), ". Other tabs keep these filters. ", forget
    )


def _said(facet: ListFacet | None, column: str, value: str) -> str:
    return f"{facet.name}: {facet.word(value)}" if facet else f"{sentence(column)}: {value}"


def _list_of(tab: str) -> str:
    return _LISTS.get(tab, _MAIN)
