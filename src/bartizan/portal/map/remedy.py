"""How the fix that is chosen beside a map is made, with the names of the resource that it is about."""

from htpy import Node, div, h2, header, p, section, span

from bartizan.portal.components.fix import fix
from bartizan.portal.components.marks import name
from bartizan.portal.map.around import PathAround
from bartizan.portal.view import View
from bartizan.service.answers.fix_of_path import finding_to_fix


def remedy(view: View, around: PathAround) -> Node:
    """Return the remediation of a ticked fix that breaks the path, without one of any that is about the path."""
    path = around.path
    ticked = [rule for rule in around.tried.rules if rule in path.breaks]
    nodes = {id_ for step in path.steps for id_ in (step.source, step.target)}
    found = finding_to_fix(view.published, ticked or path.breaks, nodes)
    if found is None:
        return None
    return section[
        header(".card-head")[h2["How to fix"], span(".quiet")[name(found.resource_name or found.resource_id)]],
        div(".card-body")[p(".strong")[found.title], fix(view, found.remediation)],
    ]
