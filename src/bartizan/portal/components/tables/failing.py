"""Resources that fail a check, riskiest first: recommendations by where they are to be followed."""

from htpy import Element, Node, a

from bartizan.decide.risk import LEVELS
from bartizan.model import visible
from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.narrowing import findings, risk_of
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.marks import unknown
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.panels.resource import RESOURCES
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle, sentence, type_word
from bartizan.service import listing

_FACETS = (
    ListFacet("risk_level", "Risk", sentence),
    ListFacet("type", "Type", type_word),
    ListFacet("owner", "Owner", lambda value: value or "nobody"),
    ListFacet("scope", "Scope", lambda value: middle(value, 15)),
    ListFacet("region", "Region"),
    ListFacet("tag", "Tag", lambda value: value or "no tags", is_searched=True),
)


def _named(view: View, row: Row) -> Node:
    return cells.resource(view, row["id"], row["name"], cells.place(row))


def _paths(view: View, row: Row) -> Node:
    href = view.to("/attack-paths", [("through", row["id"])])
    return cells.number(row["attack_paths"], href, f"attack paths of {visible(row['name'])}")


_COLUMNS = (
    ListColumn("Risk", risk_of, class_="risk"),
    ListColumn("Resource", _named, "name", "wide"),
    ListColumn("Failing checks", findings, "critical", "short"),
    ListColumn("Paths", _paths, "attack_paths", "number second"),
)


def undecided(view: View) -> Element | None:
    """Return how many checks could not be decided, as a link to what was not read."""
    lost = undecided_checks(view)
    return a(href=view.to("/coverage"))[unknown(f"{counted(lost, 'check')} unknown")] if lost else None


def undecided_checks(view: View) -> int:
    """Return how many checks could not be decided."""
    return listing.totals(view.published, "findings", "status").get("unknown", 0)


def failing(view: View) -> ListView:
    """Return how the resources are listed; those of which nothing fails are left out."""
    chosen = [value for name, value in view.query if name == "risk_level" and value in LEVELS]
    return ListView(
        "inventory",
        "resource",
        "resources",
        _COLUMNS,
        _FACETS,
        {"risk_level": chosen or LEVELS},
        {"risk_level": LEVELS},
        empty=nothing_wrong("No check fails.", undecided_checks(view)),
        row_unknown=lambda view, _: undecided(view),
        summaries=RESOURCES,
    )
