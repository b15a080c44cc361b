"""The form that changes what a line says: a comparison in its three parts, others as text."""

from htpy import Element, Node, a, button, datalist, div, form, option, select
from htpy import input as input_

from bartizan.explore.editing.edit import Place, found_at, line_at
from bartizan.explore.editing.typed import typed
from bartizan.explore.text import expression
from bartizan.explore.tree import Compare, Query, Unread
from bartizan.explore.words import QueryError
from bartizan.portal.building.places import EDITED, OPS, UNKNOWN
from bartizan.portal.building.shaping import hidden
from bartizan.portal.view import View
from bartizan.service.answers import building


def edit_form(view: View, query: Query, at: Place) -> Element:
    """Return the form of a line; what is saved takes the line's place."""
    part = line_at(query, at)
    if isinstance(part, Compare | Unread):
        fields: Node = comparison_fields(view, _type_of(query, at), part)
    else:
        fields = input_(
            type="text", name="text", id="edited-text", value=expression(part), required=True, aria_label="Line"
        )
    return form(".edited", method="get", action=f"/{view.workspace}/explorer/change", data_swap="")[
        hidden(view, query, at),
        div(".split")[
            fields,
            button(".button.small.primary", type="submit")["Save"],
            a(".button.small", href=view.here(**{EDITED: None}), data_swap="")["Cancel"],
        ],
    ]


def comparison_fields(view: View, type_: str, part: Compare | Unread | None = None) -> list[Node]:
    """Return the fields of a comparison, filled in where there is one; ``type_`` is what its column belongs to."""
    column = part.column if isinstance(part, Compare) else part.unread if part else ""
    op = part.op if isinstance(part, Compare) else UNKNOWN if part else "="
    of = "edited-" if part else ""
    named = {"type": "text", "name": "column", "id": f"{of}column", "list": f"{of}columns", "value": column}
    known = building.described_columns(view.published, type_) if type_ else {}
    return [
        input_(named, aria_label="Column", placeholder="column", required=True, autocomplete="off"),
        select(name="op", aria_label="Comparison")[
            (option(value=each, selected=each == op)[each] for each in OPS)
        ],
        input_(
            type="text", name="value", aria_label="Value", autocomplete="off",
            value=typed(part.value) if isinstance(part, Compare) else "",
            placeholder="value, 90d ago, or a, b",
        ),
        datalist(id=f"{of}columns")[(option(value=name, label=said or None) for name, said in known.items())],
    ]  # fmt: skip


def _type_of(query: Query, at: Place) -> str:
    try:
        return found_at(query, at[:-1])
    except QueryError:
        return ""
