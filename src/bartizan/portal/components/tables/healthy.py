"""Checks that passed, one by one; what is unknown stands beside their number."""

from htpy import Element, Node, a, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.narrowing import narrow
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.marks import status
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.tables.failing import undecided
from bartizan.portal.links import address
from bartizan.portal.opening import ago
from bartizan.portal.panels.passed import PASSED
from bartizan.portal.view import View
from bartizan.portal.words import STATUSES, cloud, middle, sentence, type_word
from bartizan.service import listing
from bartizan.service.rules.healthy_checks import healthy_total

HEALTHY = "pass"
_FACETS = (
    ListFacet("severity", "Severity", sentence),
    ListFacet("category", "Category", sentence),
    ListFacet("provider", "Cloud", cloud),
    ListFacet("type", "Type", type_word),
    ListFacet("scope", "Scope", lambda value: middle(value, 15)),
    ListFacet("region", "Region"),
    ListFacet("tag", "Tag", lambda value: value or "no tags", is_searched=True),
)


def _rule(view: View, row: Row) -> Node:
    return a(".link", href=view.to(f"/recommendations/{row['rule_id']}", [("status", HEALTHY)]))[row["title"]]


def _category(view: View, row: Row) -> Node:
    return narrow(view, "category", row["category"], sentence(row["category"]))


_COLUMNS = (
    ListColumn("Check", _rule, "title", "wide"),
    ListColumn("Resource", lambda view, row: cells.resource(view, row["id"], row["name"], cells.place(row)), "name"),
    ListColumn("Status", lambda *_: status(HEALTHY), class_="short"),
    ListColumn("Category", _category, "category", "short third"),
    ListColumn(
        "Read",
        lambda _, row: ago(row["last_seen"]) if row["last_seen"] else span(".quiet")["–"],
        "last_seen",
        "short second",
    ),
)


def statuses(view: View) -> Element:
    """Return the choice of how checks came out, each with how many there are in all."""
    counts = {**listing.totals(view.published, "findings", "status"), HEALTHY: healthy_total(view.published)}
    asked = [pair for pair in view.query if pair[0] in {"at", "group"}]
    chosen = [value for name, value in view.query if name == "status"] or ["fail"]
    items = [
        (f"{STATUSES[word]} {counts.get(word, 0):,}", address(view.path, [*asked, ("status", word)]), chosen == [word])
        for word in ("fail", "unknown", "exempt", HEALTHY)
    ]
    return tabs("Status", items)


def healthy(_: View) -> ListView:
    """Return how checks that passed are listed."""
    return ListView(
        "healthy_checks",
        "healthy check",
        "healthy checks",
        _COLUMNS,
        _FACETS,
        {"status": [HEALTHY]},
        placeholder="Filter by resource or check",
        row_unknown=lambda view, _: undecided(view),
        summaries=PASSED,
    )
