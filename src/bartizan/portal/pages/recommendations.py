"""Recommendations: what to fix, riskiest first."""

from htpy import Node, a, br, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.components.tables.failing import failing
from bartizan.portal.components.tables.owners import owners
from bartizan.portal.links import address
from bartizan.portal.view import Content, View
from bartizan.portal.words import sentence

_CLOUDS = {"aws": "AWS", "azure": "Azure"}
_FIXES = {"cli": "CLI", "terraform": "Terraform", "cloudformation": "CloudFormation", "bicep": "Bicep"}
_GROUPS = {"": "By rule", "resource": "By resource", "owner": "By owner"}
_YES = {"true": "Yes", "false": "No"}
FACETS = (
    ListFacet("risk_level", "Risk", sentence),
    ListFacet("severity", "Severity", sentence),
    ListFacet("category", "Category", sentence),
    ListFacet("provider", "Cloud", lambda value: _CLOUDS.get(value, value)),
    ListFacet("risk_factor", "Risk factor", lambda value: sentence(value) or "none"),
    ListFacet("framework", "Framework", lambda value: value or "none"),
    ListFacet("fixed_by", "Fix", lambda value: _FIXES.get(value, value) or "in words alone"),
    ListFacet("owner", "Owner", lambda value: value or "nobody yet"),
    ListFacet("due_state", "Due", lambda value: sentence(value) or "no date"),
    ListFacet("is_new", "New since the last scan", lambda value: _YES.get(value, value)),
)


def title(view: View, row: Row) -> Node:
    """Return a recommendation's title as a link, with its category below."""
    href = view.to(f"/recommendations/{row['rule_id']}")
    return span(".two")[
        a(".link.strong", href=href, title=row["title"])[row["title"]],
        br,
        span(".quiet.below")[sentence(row["category"])],
    ]


def count(view: View, row: Row, column: str, status: str) -> Node:
    """Return a count of resources, as a link to exactly these."""
    href = view.to(f"/recommendations/{row['rule_id']}", [("status", status)])
    if column == "unknown" and row[column]:
        return a(".text-unknown", href=href, aria_label=f"{row[column]} unknown")[f"{row[column]:,}"]
    return cells.number(row[column], href, column)


def owner(row: Row) -> Node:
    """Return who owns what fails, and until when the first of it is to be fixed."""
    who = name(row["owner"]) if row["owner"] else span(".quiet")["Nobody yet"]
    return span(".two")[who, br, span(".quiet.below")[f"due {row['due']:%d %b %Y}"]] if row["due"] else who


COLUMNS = (
    ListColumn("Risk", lambda _, row: risk(row["risk_level"]), class_="risk"),
    ListColumn("Recommendation", title, "title", "wide"),
    ListColumn("Failing", lambda view, row: count(view, row, "unhealthy", "fail"), "unhealthy", "number"),
    ListColumn("Unknown", lambda view, row: count(view, row, "unknown", "unknown"), "unknown", "number"),
    ListColumn("Healthy", lambda _, row: f"{row['healthy']:,}", "healthy", "number second"),
    ListColumn("Exempt", lambda view, row: count(view, row, "exempt", "exempt"), "exempt", "number third"),
    ListColumn("Paths cut", lambda _, row: cells.number(row["attack_paths"]), "attack_paths", "number second"),
    ListColumn("Owner", lambda _, row: owner(row), "owner", "short third"),
)


def show(view: View) -> Content:
    """Return the page."""
    group = view.asked("group") if view.asked("group") in _GROUPS else ""
    items = [
        (word, address(view.path, [*_kept(view), *([("group", id_)] if id_ else [])]), id_ == group)
        for id_, word in _GROUPS.items()
    ]
    body = owners(view) if group == "owner" else list_page(view, failing(view) if group else _rules())
    return Content("Recommendations", body, beside=tabs("Group by", items))


def _kept(view: View) -> list[tuple[str, str]]:
    """Return what is asked for in every group: the snapshot, as filters of rules and of resources differ."""
    return [pair for pair in view.query if pair[0] == "at"]


def _rules() -> ListView:
    return ListView(
        "recommendations",
        "recommendation",
        "recommendations",
        COLUMNS,
        FACETS,
        empty=nothing_wrong("Every check passes.", 0),
        placeholder="Filter by title or rule",
    )
