"""Where a query and one of its lines are shown: addresses of the explorer."""

from typing import get_args

from bartizan.explore.editing.edit import Place
from bartizan.explore.text import text
from bartizan.explore.tree import Op, Query
from bartizan.portal.view import View

UNKNOWN = "is unknown"
"""The comparison that asks whether a column could not be read."""
OPS = (*get_args(Op), UNKNOWN)
"""What a form can ask of a column."""
EDITED = "edit"
"""What the address calls the line whose form is open."""


def place_text(place: Place) -> str:
    """Return a place as addresses write it."""
    return ".".join(map(str, place))


def to_query(view: View, query: Query, place: Place = ()) -> str:
    """Return the explorer's address with a query, and a line of it chosen."""
    return view.to("/explorer", [("q", text(query)), ("line", place_text(place))])
