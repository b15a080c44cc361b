"""What attack paths reach, each with how many lead there and the worst of them."""

from collections.abc import Sequence

from htpy import Node, a, br, div, span, table, tbody, td, th, thead, tr

from bartizan.portal.components.icons import icon, kind_icon
from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import no_path
from bartizan.portal.view import View
from bartizan.portal.words import counted, middle, spaced, type_word
from bartizan.service import attack
from bartizan.service.attack import ReachedTarget
from bartizan.service.nodes import NamedNode, named_nodes

_HEADINGS = ("Risk", "Target", "Reached as", "Worst path")


def targets_card(view: View) -> Node:
    """Return what is reached, worst first."""
    found: Sequence[ReachedTarget] = attack.targets(view.published)
    if not found:
        return card("Targets", no_path(view.published))
    nodes = named_nodes(view.published, [each.id for each in found])
    head = thead[
        tr[
            (th(scope="col")[word] for word in _HEADINGS),
            (th(".number", scope="col")[word] for word in ("Ways in", "Paths")),
        ]
    ]
    rows = (
        tr(data_row="")[
            td(".risk")[risk(each.risk_level)],
            td(".wide")[_target(view, each, nodes[each.id])],
            td(".short")[spaced(each.kind)],
            td[
                a(
                    ".link",
                    href=view.to(f"/attack-paths/{each.worst}"),
                    aria_label=f"Map of the worst path to {each.id}",
                )["Map"]
            ],
            td(".number", data_label="Ways in")[f"{each.entries:,}"],
            td(".number", data_label="Paths")[_paths(view, each, nodes[each.id])],
        ]
        for each in found
    )
    body = div(".table-box")[table[head, tbody[rows]]]
    return card("Targets", body, beside=f"{counted(len(found), 'resource')} that paths reach, worst first")


def _target(view: View, each: ReachedTarget, node: NamedNode) -> Node:
    words = name(middle(node.name or each.id, 60))
    href = view.to_resource(each.id, node.name)
    link = a(".link.strong", href=href)[words] if _has_page(each) else span(".strong")[words]
    kind = type_word(node.kind) if node.kind else "Resource"
    below = f"{kind} · {node.scope}" if node.scope else kind
    return span(".two")[link, br, span(".quiet.below.kind-of")[icon(kind_icon(node.kind)), below]]


def _worst(view: View, each: ReachedTarget) -> Node:
    href = view.to(f"/attack-paths/{each.worst}")
    return a(".link", href=href, aria_label=f"Map of the worst path to {each.id}")["Map"]


def _paths(view: View, each: ReachedTarget, node: NamedNode) -> Node:
    if not _has_page(each):
        return f"{each.paths:,}"
    href = view.to_resource(each.id, node.name, [("tab", "paths")])
    return a(".link", href=href, aria_label=f"{each.paths} paths to {node.name or each.id}")[f"{each.paths:,}"]


def _has_page(each: ReachedTarget) -> bool:
    return each.id.startswith(("arn:", "/"))
