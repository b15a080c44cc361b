"""Which columns the results of a query have: those of what is found, and those of what it is related to."""

from collections.abc import Iterator, Sequence

from htpy import Element, button, details, div, fieldset, form, label, legend, summary
from htpy import input as input_

from bartizan.explore.editing.edit import Place, line_at, lines
from bartizan.explore.rows import RISK
from bartizan.explore.schema import Schema
from bartizan.explore.tree import Expression, Query, Related
from bartizan.explore.vocabulary import RELATIONS
from bartizan.model import visible
from bartizan.portal.building.shaping import hidden
from bartizan.portal.view import View
from bartizan.portal.words import type_word

_OF_RELATED = ("name", "kind", "scope")


def columns_menu(view: View, query: Query, shown: Sequence[str]) -> Element:
    """Return the menu that chooses the columns; ``shown`` are those that the results have."""
    own = [each for each in Schema(view.published.engine).table(query.find) if each not in ("id", "name")]
    groups = [(type_word(query.find), ["name", *([RISK] if RISK not in own else []), *own]), *_related(query)]
    boxes = (
        fieldset[
            legend[words],
            div(".checks")[
                (
                    label(".check")[
                        input_(".tick-box", type="checkbox", name="column", value=each, checked=each in shown),
                        visible(each),
                    ]
                    for each in names
                )
            ],
        ]
        for words, names in groups
    )
    return details(".menu")[
        summary(".button.small")["Columns"],
        form(".popup.tall", method="get", action=f"/{view.workspace}/explorer/show", data_swap="")[
            hidden(view, query, ()), boxes, button(".button.primary", type="submit")["Show these"]
        ],
    ]


def _related(query: Query) -> Iterator[tuple[str, list[str]]]:
    for place, part in lines(query):
        if _leads_on(part) and all(_leads_on(line_at(query, place[:n])) for n in range(1, len(place))):
            way = ".".join(_way(query, place))
            yield f"{way.replace('.', ', ').replace('_', ' ')}", [f"{way}.{each}" for each in _OF_RELATED]


def _leads_on(part: Expression | None) -> bool:
    """Return whether a line leads to rows of another type, of which a match has some."""
    return isinstance(part, Related) and part.count is None and part.related in RELATIONS and bool(part.to.find)


def _way(query: Query, place: Place) -> Iterator[str]:
    """Give the relations on the way to a line."""
    for n in range(1, len(place) + 1):
        part = line_at(query, place[:n])
        if isinstance(part, Related):
            yield part.related
