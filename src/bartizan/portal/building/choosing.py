"""What a query may say next, found while it is typed: the type to find, a column, and the values that a column has."""

from htpy import Element, Node, a, button, datalist, div, form, label, li, option, p, span, ul
from htpy import input as input_

from bartizan.explore.editing.edit import Place, added, found_at
from bartizan.explore.editing.typed import typed
from bartizan.explore.rows import PartError
from bartizan.explore.tree import Query
from bartizan.model import visible
from bartizan.portal.building.places import to_query
from bartizan.portal.building.shaping import hidden
from bartizan.portal.links import changed
from bartizan.portal.view import View
from bartizan.portal.words import type_word
from bartizan.service.answers import building


def find_form(view: View, query: Query) -> Element:
    """Return the field that says what is to be found: of what is typed, a part of the name is enough."""
    known = building.types(view.published)
    return form(method="get", action=f"/{view.workspace}/explorer/find", data_swap="")[
        hidden(view, query, ()),
        div(".split")[
            label(".hidden-text", for_="find-type")["Find"],
            input_(
                type="text", id="find-type", name="type", list="types", placeholder="find …", required=True,
                autocomplete="off", maxlength="100",
            ),
            datalist(id="types")[(option(value=each, label=type_word(each)) for each in known)],
            button(".button", type="submit")["Find"],
        ],
    ]  # fmt: skip


def column_values(view: View, query: Query, place: Place, column: str) -> Node:
    """Return the values of a column: a click on one adds it, several are ticked and added together."""
    type_, text = found_at(query, place), view.asked("value_q")
    try:
        found = building.values(view.published, type_, column, text)
    except PartError:
        return p(".quiet")["There is no such column."]
    said = building.described_columns(view.published, type_).get(column)
    rows = [_value(view, query, place, column, each) for each in found]
    none = p(".quiet")["No value holds this text." if text else "Write a value below."]
    return div(".stack")[
        p(".quiet")[said] if said else None,
        _search(view, column) if text or len(found) == building.MOST_VALUES else None,
        form(method="get", action=f"/{view.workspace}/explorer/add", data_swap="")[
            hidden(view, query, place, column=column, op="in"),
            div(".choices")[span(".quiet")[visible(column)], ul(".plain")[rows] if rows else none],
            div(".split")[
                button(".button", type="submit")["Add chosen"] if any(not each.is_in_list for each in found) else None,
                a(".link", href=view.here(column=None, value_q=None), data_swap="")["Another column"],
            ],
        ],
    ]


def _value(view: View, query: Query, place: Place, column: str, each: building.ColumnValue) -> Element:
    word = plain(each.value)
    href = to_query(view, added(query, place, each.compared(column)), place)
    named = {"type": "checkbox", "name": "value", "value": typed(each.value)}
    return li[
        None if each.is_in_list else input_(named, aria_label=f"Choose {word}"),
        a(".choice-link", href=href, data_swap="")[visible(word)],
        span(".count")[f"{each.rows:,}"],
    ]


def _search(view: View, column: str) -> Element:
    """Return the box that finds values that hold a text: all are looked through, not only those that are shown."""
    words = f"Find a value of {column}"
    return form(".facet-search", method="get", action=view.path, data_live="")[
        input_(
            type="search", id="value-q", name="value_q", value=view.asked("value_q"), maxlength="200",
            autocomplete="off", placeholder=words, aria_label=words,
        ),
        (input_(type="hidden", name=key, value=value) for key, value in changed(view.query, value_q=None)),
        button(".hidden-text", type="submit", tabindex="-1")[words],
    ]  # fmt: skip


def plain(value: object) -> str:
    """Return a value as addresses write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
