"""The summary of a resource: how it stands, who reaches it, and what to fix first."""

from htpy import Node, a, div, li, span, ul

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.narrowing import findings, places
from bartizan.portal.components.marks import risk
from bartizan.portal.components.parts import facts
from bartizan.portal.components.permission import identity_link
from bartizan.portal.components.tables.owned import owners
from bartizan.portal.panels.summary import RowSummaries, Summary
from bartizan.portal.panels.verdict import verdict
from bartizan.portal.view import View
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing

_FIRST = 3


def _summary(view: View, key: str) -> Summary | None:
    found = listing.rows(view.published, "inventory", ListFilter(values={"key": [key]}), limit=1).items
    if not found:
        return None
    row = found[0]
    read = row["observed_at"]
    paths = cells.number(row["attack_paths"], view.to("/attack-paths", [("through", row["id"])]), "attack paths")
    pairs: list[tuple[str, Node]] = [
        ("What", places(view, row)),
        ("Exposure", cells.exposure(row["exposure"])),
        ("Login", cells.login(row["authentication"])),
        ("Runs as", [[identity_link(view, id_, 30), " "] for id_ in (row["identity_ids"] or [])[:3]] or "–"),
        ("Findings", findings(view, row)),
        ("Vulnerabilities", cells.vulnerabilities(row)),
        ("Attack paths", paths),
        ("Code", cells.code_read(row)),
        ("Owner", owners(view, row)),
        ("Read", f"{read:%d %b %Y %H:%M} UTC" if read else "–"),
    ]
    body = [verdict(row), facts(pairs), _fixes(view, row)]
    return Summary(row["name"] or row["id"], view.to_resource(row["id"], row["name"]), body)


def _fixes(view: View, row: Row) -> Node:
    asked = ListFilter(values={"resource_id": [row["id"]], "resource_type": [row["type"]], "status": ["fail"]})
    found = listing.rows(view.published, "findings", asked, limit=_FIRST).items
    lines = [
        li(".split")[
            risk(each["risk_level"]), a(".link", href=view.to(f"/recommendations/{each['rule_id']}"))[each["title"]]
        ]
        for each in found
    ]
    return div[span(".strong")["Fix first"], ul(".plain.spaced")[lines]] if found else None


RESOURCES = RowSummaries(lambda row: str(row["key"]), lambda row: str(row["name"] or row["id"]), _summary)
