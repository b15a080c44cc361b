"""The lines of a query: each with what is left after it, and the links that move it or take it out."""

import re

from htpy import Element, Node, a, button, div, li, span, ul

from bartizan.explore.editing.edit import Place, found_at, holds, lines, moved, neighbours, removed
from bartizan.explore.lines import Line
from bartizan.explore.tree import Query
from bartizan.portal.building.places import place_text, to_query
from bartizan.portal.building.shaping import choose_box, group_form, is_negated, shapes
from bartizan.portal.components.icons import icon, kind_icon
from bartizan.portal.view import View
from bartizan.portal.words import spaced, type_word

_OF_TYPE = re.compile(r"(?P<said>find|[a-z0-9_ ]+(?= \()) \(?(?P<type>(?:aws|azure)_[a-z0-9_]+)\)?")
_STEPS = {"up": ("Move up", "↑"), "down": ("Move down", "↓"), "in": ("Move in", "→"), "out": ("Move out", "←")}


def builder(view: View, query: Query, counted: list[Line], chosen: Place) -> Element:
    """Return the lines; one of them is where the next one is added."""
    rows = zip(counted, lines(query), strict=True)
    undo = div(".undo", data_undo="", hidden=True)[
        button(".button.small", type="button", data_step="-1")["Undo"],
        button(".button.small", type="button", data_step="1")["Redo"],
    ]
    drawn = ul(".query-tree")[(_line(view, query, line, at, is_on=at == chosen) for line, (at, _) in rows)]
    return div[drawn, group_form(view, query), undo]


def _line(view: View, query: Query, line: Line, at: Place, *, is_on: bool) -> Element:
    more = span(".text-unknown")[f" +{line.unknown:,}?"] if line.unknown else None
    can_hold = holds(query, at)
    words, shown = _read_out(line.text)
    if can_hold:
        shown = a(
            href=view.here(line=place_text(at), column=None),
            data_swap="",
            aria_current="true" if is_on else None,
            aria_label=f"Add below: {words}",
        )[shown]
    return li(
        f".depth-{min(line.depth, 6)}",
        data_line=place_text(at),
        data_holds=place_text((*at, _inside(query, at))) if can_hold else None,
        draggable="true" if at else None,
    )[
        choose_box(query, at, words) if at else None,
        span(f".pill{'.relation' if can_hold and at else ''}{'.is-not' if is_negated(query, at) else ''}")[shown],
        span(".steps-of")[shapes(view, query, at, line.text), _moves(view, query, line, at)] if at else None,
        span(".number")[f"{line.yes:,}", more],
    ]


def _read_out(text: str) -> tuple[str, Node]:
    """Return a line as people say it, and so with its type's icon; what compares columns stays as it is written."""
    found = _OF_TYPE.fullmatch(text)
    if not found:
        return text, text
    said, type_ = spaced(found["said"]).replace("find", "Find", 1), type_word(found["type"])
    return f"{said} {type_}", [span(".quiet")[said], icon(kind_icon(found["type"])), type_]


def _inside(query: Query, at: Place) -> int:
    return sum(len(place) == len(at) + 1 and place[: len(at)] == at for place, _ in lines(query))


def _moves(view: View, query: Query, line: Line, at: Place) -> list[Node]:
    out: list[Node] = []
    for word, before in neighbours(query, at).items():
        if found_at(query, at[:-1]) != found_at(query, before[:-1]):
            continue  # a column of one type means nothing to another
        label, arrow = _STEPS[word]
        link = a(
            ".move", href=to_query(view, moved(query, at, before)), data_swap="", data_move=word,
            aria_label=f"{label}: {line.text}",
        )  # fmt: skip
        out.append(link[arrow])
    gone = a(".move", href=to_query(view, removed(query, at)), data_swap="", aria_label=f"Remove: {line.text}")
    return [*out, gone[icon("cross")]]
