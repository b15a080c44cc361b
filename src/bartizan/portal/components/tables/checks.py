"""Checks one by one: each rule about each resource, with how it came out."""

from htpy import Node, a, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.narrowing import narrow, risk_of
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.marks import name, status
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.components.tables.failing import undecided, undecided_checks
from bartizan.portal.panels.check import CHECKS
from bartizan.portal.view import View
from bartizan.portal.words import STATUSES, middle, sentence, type_word

_STATUSES = ("fail", "unknown", "exempt")
_FACETS = (
    ListFacet("status", "Status", lambda value: STATUSES.get(value, value)),
    ListFacet("risk_level", "Risk", sentence),
    ListFacet("category", "Category", sentence),
    ListFacet("resource_type", "Type", type_word),
    ListFacet("scope", "Scope", lambda value: middle(value, 15)),
    ListFacet("region", "Region"),
    ListFacet("tag", "Tag", lambda value: value or "no tags", is_searched=True),
    ListFacet("owner", "Owner", lambda value: value or "nobody yet"),
)


def _rule(view: View, row: Row) -> Node:
    href = view.to(f"/recommendations/{row['rule_id']}", [("status", row["status"]), ("finding", row["id"])])
    return a(".link", href=href)[row["title"]]


def _resource(view: View, row: Row) -> Node:
    return cells.resource(view, row["resource_id"], row["resource_name"], cells.place(row, "resource_type"))


def _status(view: View, row: Row) -> Node:
    return narrow(view, "status", row["status"], status(row["status"]))


def _since(_: View, row: Row) -> Node:
    return f"{row['first_seen']:%d %b %Y}" if row["first_seen"] else span(".quiet")["–"]


def _owner(view: View, row: Row) -> Node:
    return narrow(view, "owner", row["owner"], name(row["owner"])) if row["owner"] else span(".quiet")["Nobody yet"]


_COLUMNS = (
    ListColumn("Risk", risk_of, class_="risk"),
    ListColumn("Check", _rule, "title", "wide"),
    ListColumn("Resource", _resource, "resource_name"),
    ListColumn("Status", _status, "status", "short"),
    ListColumn("Since", _since, "first_seen", "short second"),
    ListColumn("Owner", _owner, "owner", "short third"),
)


def checks(view: View) -> ListView:
    """Return how checks are listed: those that fail, unless the address asks for others."""
    chosen = [value for column, value in view.query if column == "status" and value in _STATUSES]
    return ListView(
        "findings",
        "check",
        "checks",
        _COLUMNS,
        _FACETS,
        {"status": chosen or ["fail"]},
        {"status": _STATUSES},
        empty=nothing_wrong("No check fails.", undecided_checks(view)),
        placeholder="Filter by resource or check",
        row_unknown=lambda view, _: undecided(view),
        summaries=CHECKS,
    )
