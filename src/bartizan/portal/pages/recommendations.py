"""Recommendations: what to fix, riskiest first."""

from collections.abc import Sequence

from htpy import Node, a, br, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.narrowing import narrow, risk_of
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.components.tables.checks import checks
from bartizan.portal.components.tables.failing import failing, undecided, undecided_checks
from bartizan.portal.components.tables.healthy import HEALTHY, healthy, statuses
from bartizan.portal.components.tables.owned import owner
from bartizan.portal.components.tables.owners import owners
from bartizan.portal.links import address
from bartizan.portal.panels.recommendation import RECOMMENDATIONS
from bartizan.portal.view import Content, View
from bartizan.portal.words import cloud, sentence
from bartizan.service.answers.rule_marks import rule_frameworks

_FIXES = {"cli": "CLI", "terraform": "Terraform", "cloudformation": "CloudFormation", "bicep": "Bicep"}
_GROUPS = {"": "By rule", "resource": "By resource", "owner": "By owner", "check": "One by one"}
_YES = {"true": "Yes", "false": "No"}
FACETS = (
    ListFacet("risk_level", "Risk", sentence),
    ListFacet("severity", "Severity", sentence),
    ListFacet("category", "Category", sentence),
    ListFacet("provider", "Cloud", cloud),
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


def count(view: View, row: Row, column: str, status: str, scopes: Sequence[str] = ()) -> Node:
    """Return a count of resources, as a link to exactly these."""
    asked = [("status", status), *(("scope", each) for each in scopes)]
    href = view.to(f"/recommendations/{row['rule_id']}", asked)
    if column == "unknown" and row[column]:
        return a(".text-unknown", href=href, aria_label=f"{row[column]} unknown")[f"{row[column]:,}"]
    return cells.number(row[column], href, column)


def paths(view: View, row: Row) -> Node:
    """Return how many attack paths a fix ends, as a link to these."""
    href = view.to("/attack-paths", [("filter", f"breaks has {row['rule_id']}")])
    return cells.number(row["attack_paths"], href, f"attack paths that {row['title']} is on")


def due(view: View, row: Row) -> Node:
    """Return until when the first of what fails is to be fixed, marked where that has passed."""
    if not row["due"]:
        return span(".quiet")["–"]
    word = f"{row['due']:%d %b %Y}"
    late = span(".text-medium.strong")[word, br, span(".below")["overdue"]]
    shown = late if row["due_state"] == "overdue" else word
    return narrow(view, "due_state", row["due_state"], shown)


def frameworks(view: View, row: Row) -> Node:
    """Return the frameworks of which a recommendation answers controls, each as a link to its controls there."""
    found = rule_frameworks(view.published).get(row["rule_id"], {})
    if not found:
        return span(".quiet")["–"]
    links = (
        a(".link", href=_controls(view, id_, controls), title=", ".join(controls))[id_]
        for id_, controls in found.items()
    )
    return span(".several")[links]


def _controls(view: View, framework: str, controls: Sequence[str]) -> str:
    return view.to("/compliance", [("framework", framework), ("control", controls[0])])


COLUMNS = (
    ListColumn("Risk", risk_of, class_="risk"),
    ListColumn("Recommendation", title, "title", "wide"),
    ListColumn("Failing", lambda view, row: count(view, row, "unhealthy", "fail"), "unhealthy", "number"),
    ListColumn("Unknown", lambda view, row: count(view, row, "unknown", "unknown"), "unknown", "number"),
    ListColumn("Healthy", lambda view, row: count(view, row, "healthy", "pass"), "healthy", "number second"),
    ListColumn("Exempt", lambda view, row: count(view, row, "exempt", "exempt"), "exempt", "number third"),
    ListColumn("Paths cut", paths, "attack_paths", "number second"),
    ListColumn("Owner", owner, "owner", "short third"),
    ListColumn("Due", due, "due", "short third"),
    ListColumn("Framework", frameworks, "", "fourth"),
)


def show(view: View) -> Content:
    """Return the page."""
    group = view.asked("group") if view.asked("group") in _GROUPS else ""
    items = [
        (word, address(view.path, [*_kept(view), *([("group", id_)] if id_ else [])]), id_ == group)
        for id_, word in _GROUPS.items()
    ]
    return Content("Recommendations", _grouped(view, group), beside=tabs("Group by", items))


def _grouped(view: View, group: str) -> Node:
    if group == "owner":
        return owners(view)
    if group == "check":
        is_healthy = view.asked("status") == HEALTHY
        return [statuses(view), list_page(view, healthy(view) if is_healthy else checks(view))]
    return list_page(view, failing(view) if group else _rules(view))


def _kept(view: View) -> list[tuple[str, str]]:
    """Return what is asked for in every group: the snapshot, as filters of rules and of resources differ."""
    return [pair for pair in view.query if pair[0] == "at"]


def _rules(view: View) -> ListView:
    return ListView(
        "recommendations",
        "recommendation",
        "recommendations",
        COLUMNS,
        FACETS,
        empty=nothing_wrong("Every check passes.", undecided_checks(view)),
        placeholder="Filter by title or rule",
        row_unknown=lambda view, _: undecided(view),
        summaries=RECOMMENDATIONS,
    )
