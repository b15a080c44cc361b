"""Where a query and one of its lines are shown: addresses of the explorer."""

from bartizan.explore.editing.edit import Place
from bartizan.explore.text import text
from bartizan.explore.tree import Query
from bartizan.portal.view import View


def place_text(place: Place) -> str:
    """Return a place as addresses write it."""
    return ".".join(map(str, place))


def to_query(view: View, query: Query, place: Place = ()) -> str:
    """Return the explorer's address with a query, and a line of it chosen."""
    return view.to("/explorer", [("q", text(query)), ("line", place_text(place))])
