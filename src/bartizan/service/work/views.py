"""Views of lists as objects: the columns and their widths are parts of the query that the portal keeps."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

from bartizan.contract.kept import SavedViewItem
from bartizan.state.kept.views import SavedView

COLUMNS = "columns"
WIDTH = "width"
_NARROWEST, _WIDEST = 40, 1200


def as_item(page: str, view: SavedView) -> SavedViewItem:
    """Return a view as an object."""
    pairs = parse_qsl(view.query)
    return SavedViewItem(
        page=page,
        name=view.name,
        query=urlencode([pair for pair in pairs if pair[0] not in (COLUMNS, WIDTH)]),
        columns=[value for name, value in pairs if name == COLUMNS],
        widths=widths(pairs),
    )


def as_view(name: str, query: str, columns: Sequence[str], sizes: Mapping[str, int]) -> SavedView:
    """Return what is kept of a view."""
    pairs = [pair for pair in parse_qsl(query) if pair[0] not in (COLUMNS, WIDTH)]
    pairs += [(COLUMNS, each) for each in columns]
    pairs += [(WIDTH, f"{heading}:{pixels}") for heading, pixels in sizes.items()]
    return SavedView(name, urlencode(pairs))


def widths(query: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the widths of columns in pixels that a query has, by heading; what is no width is left out."""
    found = (value.rpartition(":") for name, value in query if name == WIDTH)
    return {
        heading: min(max(int(pixels), _NARROWEST), _WIDEST)
        for heading, _, pixels in found
        if heading and pixels.isdecimal() and len(pixels) < 6
    }
