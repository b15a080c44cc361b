"""How the fix that is chosen beside a map is made, with the names of the resource that stands on the path."""

from collections.abc import Sequence

from htpy import Node, div, h2, header, p, section, span

from bartizan.contract import Finding
from bartizan.portal.components.fix import fix
from bartizan.portal.components.marks import name
from bartizan.portal.map.around import PathAround
from bartizan.portal.view import View
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import listing
from bartizan.service.lists import findings


def remedy(view: View, around: PathAround) -> Node:
    """Return the remediation of a ticked fix that breaks the path, without one of any that is about the path."""
    path = around.path
    found = _on_path(view, around, [rule for rule in around.tried.rules if rule in path.breaks] or path.breaks)
    if found is None:
        return None
    return section[
        header(".card-head")[h2["How to fix"], span(".quiet")[name(found.resource_name or found.resource_id)]],
        div(".card-body")[p(".strong")[found.title], fix(view, found.remediation)],
    ]


def _on_path(view: View, around: PathAround, rules: Sequence[str]) -> Finding | None:
    """Return the worst finding of some rules on a node of the path."""
    if not rules:
        return None
    nodes = {id_ for step in around.path.steps for id_ in (step.source, step.target)}
    asked = ListFilter(values={"rule_id": list(rules), "resource_id": sorted(nodes), "status": ["fail"]})
    rows = listing.rows(view.published, "findings", asked, limit=1).items
    if not rows:
        return None
    row = rows[0]
    whole = findings(
        view.published, rule=row["rule_id"], resource=row["resource_id"], status="fail", part=Part(limit=1)
    )
    return next(iter(whole.items), None)
