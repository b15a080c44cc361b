"""The lines of a query: each with what is left after it, and the links that move it or take it out."""

import re
from collections.abc import Mapping

from htpy import Element, Node, a, button, div, li, span, ul

from bartizan.explore.editing.edit import Place, bare, found_at, holds, line_at, lines, moved, neighbours, removed
from bartizan.explore.editing.shape import own_words
from bartizan.explore.lines import Line
from bartizan.explore.tree import Any_, Query
from bartizan.portal.building.editing import edit_form
from bartizan.portal.building.places import EDITED, place_text, to_query
from bartizan.portal.building.shaping import choose_box, group_form, is_negated, shapes
from bartizan.portal.components.icons import icon, kind_icon
from bartizan.portal.view import View
from bartizan.portal.words import spaced, type_word

_OF_TYPE = re.compile(r"(?P<said>find|[a-z0-9_ ]+(?= \()) \(?(?P<type>(?:aws|azure)_[a-z0-9_]+)\)?")
_STEPS = {"up": ("Move up", "↑"), "down": ("Move down", "↓"), "in": ("Move in", "→"), "out": ("Move out", "←")}


def builder(view: View, query: Query, counted: Mapping[Place, Line], chosen: Place) -> Element:
    """Return the lines with what is left after each that narrows the one before; one is where the next is added."""
    undo = div(".undo", data_undo="", hidden=True)[
        button(".button.small", type="button", data_step="-1")["Undo"],
        button(".button.small", type="button", data_step="1")["Redo"],
    ]
    drawn = ul(".query-tree")[(_line(view, query, counted.get(at), at, is_on=at == chosen) for at, _ in lines(query))]
    return div[drawn, group_form(view, query), undo]


def _line(view: View, query: Query, line: Line | None, at: Place, *, is_on: bool) -> Element:
    can_hold = holds(query, at)
    text = own_words(line_at(query, at)) if at else f"find {query.find}"
    words, shown = _read_out(text)
    if at and view.asked(EDITED) == place_text(at):
        shape: Node = edit_form(view, query, at)
        return li(f".depth-{min(len(at), 6)}", data_line=place_text(at))[_joins(query, at), shape]
    if can_hold:
        shown = a(
            href=view.here(line=place_text(at), column=None),
            data_swap="",
            aria_current="true" if is_on else None,
            aria_label=f"Add below: {words}",
        )[shown]
    return li(
        f".depth-{min(len(at), 6)}",
        data_line=place_text(at),
        data_holds=place_text((*at, _inside(query, at))) if can_hold else None,
        draggable="true" if at else None,
    )[
        _joins(query, at),
        choose_box(query, at, words) if at else None,
        span(f".pill{'.relation' if can_hold and at else ''}{'.is-not' if is_negated(query, at) else ''}")[shown],
        span(".steps-of")[shapes(view, query, at, text), _moves(view, query, text, at)] if at else None,
        _number(line),
    ]


def _number(line: Line | None) -> Node:
    """Return how many rows are left after a line, nothing where it narrows nothing by itself."""
    if line is None:
        return None
    more = span(".text-unknown")[f" +{line.unknown:,}?"] if line.unknown else None
    return span(".number")[f"{line.yes:,}", more]


def _joins(query: Query, at: Place) -> Node:
    """Return the word that joins a line to the one above it in the same block."""
    if not at or not at[-1]:
        return None
    above = bare(line_at(query, at[:-1])) if len(at) > 1 else None
    return span(".joins.quiet")["or" if isinstance(above, Any_) else "and"]


def _read_out(text: str) -> tuple[str, Node]:
    """Return a line as people say it, and so with its type's icon; what compares columns stays as it is written."""
    found = _OF_TYPE.fullmatch(text)
    if not found:
        return text, text
    said, type_ = spaced(found["said"]).replace("find", "Find", 1), type_word(found["type"])
    return f"{said} {type_}", [span(".quiet")[said], icon(kind_icon(found["type"])), type_]


def _inside(query: Query, at: Place) -> int:
    return sum(len(place) == len(at) + 1 and place[: len(at)] == at for place, _ in lines(query))


def _is_alike(query: Query, one: Place, other: Place) -> bool:
    """Return whether the lines of two blocks are about the same rows."""
    return holds(query, one) and holds(query, other) and found_at(query, one) == found_at(query, other)


def _moves(view: View, query: Query, text: str, at: Place) -> list[Node]:
    out: list[Node] = []
    for word, before in neighbours(query, at).items():
        if at[:-1] != before[:-1] and not _is_alike(query, at[:-1], before[:-1]):
            continue  # a column of one type means nothing to another
        label, arrow = _STEPS[word]
        link = a(
            ".move", href=to_query(view, moved(query, at, before)), data_swap="", data_move=word,
            aria_label=f"{label}: {text}",
        )  # fmt: skip
        out.append(link[arrow])
    gone = a(".move", href=to_query(view, removed(query, at)), data_swap="", aria_label=f"Remove: {text}")
    return [*out, gone[icon("cross")]]
