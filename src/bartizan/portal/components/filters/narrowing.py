"""Words of a row that lead to the rows alike: this list with that filter, or what could not be read."""

from htpy import Element, Node, a

from bartizan.model import visible
from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.marks import name as name_mark
from bartizan.portal.components.marks import risk, unknown
from bartizan.portal.links import address, changed
from bartizan.portal.view import View


def narrow(view: View, name: str, value: str | None, shown: Node) -> Node:
    """Return a word as a link to this list, narrowed to the rows that have its value too."""
    if not value:
        return shown
    kept = [pair for pair in changed(view.query, open=None) if pair != (name, value)]
    return a(".narrow", href=address(view.path, [*kept, (name, value)]), data_swap="")[shown]


def risk_of(view: View, row: Row) -> Node:
    """Return a row's risk as a link to all of this risk."""
    return narrow(view, "risk_level", row["risk_level"], risk(row["risk_level"]))


def unread(view: View, row: Row, text: str = "unknown") -> Element:
    """Return that something of a resource is unknown, as a link to what could not be read of its kind there."""
    asked = [(name, str(row.get(key) or "")) for name, key in (("scope", "scope"), ("kind", "type"))]
    return a(".narrow", href=view.to("/coverage", asked))[unknown(text)]


def places(view: View, row: Row) -> Node:
    """Return a resource's type, scope and region, each as a link to all of them."""
    words: list[Node] = []
    for column, value, word in cells.places(row):
        words += [" · " if words else "", narrow(view, column, value, name_mark(word))]
    return words


def findings(view: View, row: Row) -> Element:
    """Return how many checks of a resource fail and how many are unknown, as a link to them."""
    to = view.to_resource(row["id"], row["name"], [("tab", "recommendations")])
    return a(".narrow", href=to, title=f"Findings of {visible(row['name'])}")[cells.findings(row)]
