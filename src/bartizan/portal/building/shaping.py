"""What can be done to a line as it stands: *not* before it, how many rows its relation needs, brackets around some."""

from collections.abc import Iterator

from htpy import Element, Node, a, button, details, div, form, option, select, span, summary
from htpy import input as input_

from bartizan.explore.editing.edit import Place, holds, inside, line_at, lines
from bartizan.explore.editing.shape import negated, quantified, ungrouped
from bartizan.explore.text import text
from bartizan.explore.tree import All, Any_, Compare, Count, Expression, Not, Query, Related, Unread
from bartizan.portal.building.places import EDITED, place_text, to_query
from bartizan.portal.components.icons import icon
from bartizan.portal.view import View

GROUP = "group-lines"
"""The form that puts brackets around lines; the boxes beside lines belong to it by its ID."""
NUMBERED = {"at_least": "at least", "at_most": "at most", "exactly": "exactly"}


def is_negated(query: Query, at: Place) -> bool:
    """Return whether a line says *not*."""
    return bool(at) and isinstance(line_at(query, at), Not)


def choose_box(query: Query, at: Place, said: str) -> Node:
    """Return the box that chooses a line to be put into brackets, where it has others beside it."""
    if len(inside(query, at[:-1])) < 2:
        return None
    named = {"type": "checkbox", "name": "chosen", "value": place_text(at), "form": GROUP}
    return input_(".tick-box", named, aria_label=f"Choose: {said}")


def shapes(view: View, query: Query, at: Place, said: str) -> list[Node]:
    """Return the links and the menu that change what a line says."""
    part = line_at(query, at)
    word = "Without not" if isinstance(part, Not) else "Not"
    field = "edited-column" if isinstance(part, Compare | Unread) else "edited-text"
    edit = a(
        ".move", href=view.here(**{EDITED: place_text(at)}), data_swap="", data_focus=field, aria_label=f"Edit: {said}"
    )
    out: list[Node] = [
        edit[icon("edit")],
        a(".move", href=to_query(view, negated(query, at), at), data_swap="", aria_label=f"{word}: {said}")["not"],
    ]
    if isinstance(part, Related):
        out.insert(0, _quantifier(view, query, at, part, said))
    if isinstance(part, All | Any_):
        href = to_query(view, ungrouped(query, at), at[:-1])
        out.append(a(".move", href=href, data_swap="", aria_label=f"Take apart: {said}")["( )"])
    return out


def _quantifier(view: View, query: Query, at: Place, part: Related, said: str) -> Element:
    """Return the chip that says how many rows a relation needs, and the menu that changes it."""
    choices: list[tuple[str, Count | None]] = [("any", None), ("none of", Count(at_most=0))]
    if part.to.where is not None:
        choices.append(("all of", Count(every=True)))
    links = (
        a(
            ".menu-item",
            href=to_query(view, quantified(query, at, count), at),
            data_swap="",
            aria_current="true" if count == part.count else None,
        )[word]
        for word, count in choices
    )
    counted = form(method="get", action=f"/{view.workspace}/explorer/quantify", data_swap="")[
        hidden(view, query, at),
        div(".split")[
            select(name="quantifier", aria_label="How many")[
                (option(value=value)[word] for value, word in NUMBERED.items())
            ],
            input_(type="number", name="n", value=str(_number(part)), min="0", max="9999", aria_label="Number"),
            button(".button.small", type="submit")["Set"],
        ],
    ]
    return details(".menu.quantifier")[
        summary(".chip", aria_label=f"How many: {said}")[_word(part)], div(".popup")[links, counted]
    ]


def _word(part: Related) -> str:
    """Return how many rows a relation needs, in words."""
    if part.count is None:
        return "any"
    if part.count.every:
        return "all of"
    name, n = next(iter(part.count.model_dump(exclude_none=True).items()))
    return "none of" if (name, n) == ("at_most", 0) else f"{NUMBERED[name]} {n}"


def _number(part: Related) -> int:
    found = part.count.model_dump(exclude_none=True) if part.count else {}
    return next((n for name, n in found.items() if name in NUMBERED and n), 2)


def group_form(view: View, query: Query) -> Element | None:
    """Return the form that puts the chosen lines into brackets, where any line has others beside it."""
    if not any(len(parts) > 1 for parts in _blocks(query)):
        return None
    return form(id=GROUP, method="get", action=f"/{view.workspace}/explorer/group", data_swap="")[
        div(".split")[
            span(".quiet")["Of the chosen lines"],
            (
                button(".button.small", type="submit", name="how", value=how)[words]
                for how, words in (("any", "any must hold"), ("all", "all must hold"))
            ),
        ],
        hidden(view, query, ()),
    ]


def _blocks(query: Query) -> Iterator[tuple[Expression, ...]]:
    yield from (inside(query, at) for at, _ in lines(query) if holds(query, at))


def hidden(view: View, query: Query, at: Place, **values: str) -> list[Node]:
    """Return the fields that each form of the builder sends: the query, a line of it, and the snapshot."""
    own = {"q": text(query), "line": place_text(at), "at": view.asked("at"), **values}
    return [input_(type="hidden", name=name, value=value) for name, value in own.items() if value]
