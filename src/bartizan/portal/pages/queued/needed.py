"""What is to be fixed of an exposure: packages that are exploited or could be, and checks that fail on the way."""

from htpy import Element, Node, a, br, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.rows import simple_table
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle
from bartizan.report.listing.ask import ListFilter
from bartizan.report.listing.page import ListPart
from bartizan.service import listing
from bartizan.service.answers.exposed import EXPLOITABLE, checks_on_the_way, exploitable_packages
from bartizan.service.triage import Exposure

_FIRST = 6
"""Rows that are seen at a glance; the rest is a link away."""


def vulnerable_packages(view: View, each: Exposure) -> Element:
    """Return what packages of the workload are exploited or could be, known ones first, each with its fix."""
    found = exploitable_packages(view.published, each, _FIRST)
    rows = [[risk(row["severity"]), _advisory(view, row), _package(row), _fixed(row)] for row in found.items]
    href = view.to("/vulnerabilities", [("resource_id", each.node.id), ("status", "affected"), ("filter", EXPLOITABLE)])
    more = _rest(found, href, "vulnerable packages")
    return simple_table(
        "Vulnerable packages", ("Severity", "Advisory", "Package", "Fixed in"), rows, more, _none(view, each)
    )


def failing_checks(view: View, each: Exposure) -> Element:
    """Return the checks that fail on the resources of the worst path, the worst first, each with the way to its fix."""
    found, lost, nodes = checks_on_the_way(view.published, each, _FIRST)
    rows = [
        [risk(row["risk_level"]), _check(view, each, row), _resource(view, row), _fix(view, row)] for row in found.items
    ]
    asked = [("group", "check"), *(("resource_id", id_) for id_ in nodes)]
    to = view.to("/recommendations", [*asked, ("status", "unknown")])
    unsure = a(href=to)[unknown(f"{counted(lost, 'check')} unknown")] if lost else None
    more = [_rest(found, view.to("/recommendations", [*asked, ("status", "fail")]), "failing checks"), "  ", unsure]
    empty = nothing_wrong("No check fails on the way.", lost)
    return simple_table("Failing checks on the way", ("Risk", "Check", "Resource", "Fix"), rows, more, empty)


def _rest(found: ListPart, href: str, what: str) -> Node:
    """Return how many there are, as a link to all of them where some are not shown."""
    said = f"{found.total:,}"
    return a(".link", href=href)[f"All {said} {what}"] if found.total > len(found.items) else said


def _none(view: View, each: Exposure) -> Node:
    """Return that no package is exploited, or why that is not known."""
    asked = ListFilter(values={"id": [each.node.id]})
    read = listing.rows(view.published, "inventory", asked, fields=("code_status", "code_reason"), limit=1).items
    if not read or read[0]["code_status"] is None:
        return span(".quiet")["It runs no code of its own."]
    if read[0]["code_status"] == "assessed":
        return nothing_wrong("No package of it has a vulnerability that is exploited, critical or high.", 0)
    return [unknown("Packages are unknown: its code was not read"), " ", cells.code_read({**read[0], "packages": 0})]


def _advisory(view: View, row: Row) -> Node:
    href = view.to("/vulnerabilities", [("resource_id", row["resource_id"]), ("advisory_id", row["advisory_id"])])
    marks = [
        chip("KEV", "critical") if row["kev"] else None,
        chip("malicious", "critical") if row["is_malicious"] else None,
    ]
    return span(".two")[
        a(".link.strong", href=href)[row["cve"] or row["advisory_id"]],
        " ",
        marks,
        br,
        span(".quiet.below")[row["summary"]],
    ]


def _package(row: Row) -> Node:
    shown = name(middle(row["package"], 60))
    return span(".two", title=row["package"])[shown, br, span(".quiet.below")[f"{row['version']} · {row['ecosystem']}"]]


def _fixed(row: Row) -> Node:
    return ", ".join(row["fixed_versions"][:2]) or span(".quiet")["no version yet"]


def _check(view: View, each: Exposure, row: Row) -> Node:
    ends = chip("ends the path", "healthy") if row["rule_id"] in each.worst.breaks else None
    return [a(".link", href=view.to(f"/recommendations/{row['rule_id']}"))[row["title"]], " ", ends]


def _resource(view: View, row: Row) -> Node:
    return cells.resource(view, row["resource_id"], row["resource_name"], cells.place(row, "resource_type"))


def _fix(view: View, row: Row) -> Node:
    href = view.to(f"/recommendations/{row['rule_id']}", [("status", "fail"), ("finding", row["id"])])
    return a(".link", href=href, aria_label=f"Fix {row['title']} of {row['resource_name']}")["Fix"]
