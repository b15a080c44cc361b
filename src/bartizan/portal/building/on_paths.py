"""The attack paths that the matches of a query are on."""

from collections.abc import Mapping, Sequence
from typing import Any

from htpy import Node, a, br, div, p, span, table, tbody, td, th, thead, tr

from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.states import no_path
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle
from bartizan.service.answers.on_paths import PathOn, paths_on
from bartizan.service.nodes import NamedNode, named_nodes

_MOST = 100
_FEW = 3
_ROLES = {"entry": "begins at", "via": "leads through", "target": "reaches"}


def paths_view(view: View, rows: Sequence[dict[str, Any]]) -> Node:
    """Return a row for each path that one of the rows is on, worst first."""
    found, total = paths_on(view.published, [str(row["id"]) for row in rows if row.get("id")], _MOST)
    if not found:
        return no_path(view.published, "No match is on an attack path.")
    nodes = named_nodes(view.published, [id_ for each in found for id_ in each.ids[:_FEW]])
    head = thead[tr[(th(scope="col")[word] for word in ("Risk", "Path", "Match"))]]
    body = tbody[
        (
            tr(data_row="")[
                td(".risk")[risk(each.risk_level)],
                td(".wide")[a(".link.strong", href=view.to(f"/attack-paths/{each.id}"))[name(each.title)]],
                td[_matches(view, each, nodes)],
            ]
            for each in found
        )
    ]
    more = p(".quiet")[f"The worst {_MOST} of {counted(total, 'path')}."] if total > len(found) else None
    return div[div(".table-box")[table[head, body]], more]


def _matches(view: View, each: PathOn, nodes: Mapping[str, NamedNode]) -> Node:
    links: list[Node] = [
        [a(".link", href=view.to_resource(id_, nodes[id_].name))[name(middle(nodes[id_].name or id_, 40))], " "]
        for id_ in each.ids[:_FEW]
    ]
    more = f"and {len(each.ids) - _FEW} more " if len(each.ids) > _FEW else None
    said = ", ".join(_ROLES.get(role, role) for role in each.roles)
    return span(".two")[links, more, br, span(".quiet.below")[f"the path {said} it"]]
