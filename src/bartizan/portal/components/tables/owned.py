"""Who owns what fails on a resource."""

from htpy import Node, a, span

from bartizan.portal.components.cells import Row
from bartizan.portal.components.marks import name
from bartizan.portal.view import View
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing


def owners(view: View, row: Row) -> Node:
    """Return who owns what fails there, as governance rules say."""
    asked = ListFilter(values={"resource_id": [row["id"]], "resource_type": [row["type"]], "status": ["fail"]})
    found = [str(each.value) for each in listing.facets(view.published, "findings", "owner", asked) if each.value]
    links = (a(".link", href=view.to("/inventory", [("tab", "all"), ("owner", each)]))[name(each)] for each in found)
    return [[link, " "] for link in links] if found else span(".quiet")["Nobody yet"]


def owner(view: View, row: Row) -> Node:
    """Return who owns what fails, as a link to their open work."""
    if not row["owner"]:
        return span(".quiet")["Nobody yet"]
    return a(".link", href=view.to("/recommendations", [("group", "resource"), ("owner", row["owner"])]))[
        name(row["owner"])
    ]
