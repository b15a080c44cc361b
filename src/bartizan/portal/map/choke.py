"""What ends most attack paths: a table to tick, and what all that is ticked ends together."""

from collections.abc import Mapping, Sequence

from htpy import Element, Node, a, div, span, table, tbody, td, th, thead, tr

from bartizan.contract.paths import ChokePoint
from bartizan.portal.components.charts import bar
from bartizan.portal.components.marks import name
from bartizan.portal.components.parts import card
from bartizan.portal.links import address, toggled
from bartizan.portal.map.fixes import preview
from bartizan.portal.map.tried import TriedFixes
from bartizan.portal.view import View
from bartizan.portal.words import counted, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import attack, listing
from bartizan.service.nodes import NamedNode, named_nodes
from bartizan.service.rules.rule_titles import rule_titles

_MOST = 50


def choke_card(view: View) -> Node:
    """Return the points that end most paths, each with its exact number."""
    found = attack.choke_points(view.published, part=Part(limit=_MOST))
    total = listing.total(view.published, "attack_paths", ListFilter())
    called, nodes = _called(view, found.items)
    tried = _tried(view, found.items)
    head = thead[
        tr[
            (th(scope="col")[word] for word in ("Fix", "What it is", "Paths gone")),
            (th(".number", scope="col")[word] for word in ("", "Targets out of reach")),
        ]
    ]
    rows = (
        tr(".is-ticked" if point.node_id in tried.rules else "", data_row="")[
            td(".wide")[_fix(view, point, called[point.node_id], is_on=point.node_id in tried.rules)],
            td(".short")[_what(point, nodes[point.node_id])],
            td(".share")[bar(point.paths, total, f"{point.paths} of {total}")],
            td(".number")[_paths(view, point, total)],
            td(".number", data_label="Targets")[f"{point.targets:,}"],
        ]
        for point in found.items
    )
    beside = f"{counted(found.total, 'point')}; each searched again without it; tick several"
    return card(
        "Choke points",
        preview(view, tried, called) if tried.rules else None,
        table[head, tbody[rows]],
        beside=beside,
        class_=".choke",
    )


def choke_link(view: View, point: ChokePoint, called: str) -> Node:
    """Return what a choke point is, as a link to where it is fixed."""
    if point.kind == "rule":
        return a(".link", href=view.to(f"/recommendations/{point.node_id}"), title=point.node_id)[called]
    if point.node_id.startswith(("arn:", "/")):
        return a(".link", href=view.to_resource(point.node_id, called))[name(called)]
    return name(called)


def _fix(view: View, point: ChokePoint, said: str, *, is_on: bool) -> Element:
    box = a(
        ".tick-link",
        id=f"fix-{point.node_id}",
        href=address(view.path, toggled(view.query, "fix", point.node_id)),
        data_swap="",
        aria_label=f"{'Take back' if is_on else 'Try'}: {said}",
        aria_current="true" if is_on else None,
    )[span(".tick")]
    return div(".split.centred")[box, span[choke_link(view, point, said)]]


def _paths(view: View, point: ChokePoint, total: int) -> Node:
    """Return how many paths are gone, of a rule as a link to exactly these."""
    words = f"{point.paths:,} of {total:,}"
    if point.kind != "rule":
        return words
    href = view.to("/attack-paths", [("filter", f"breaks has {point.node_id}")])
    return a(".link", href=href, aria_label=f"{words} paths that {point.node_id} ends")[words]


def _tried(view: View, points: Sequence[ChokePoint]) -> TriedFixes:
    asked = set(view.request.query_params.getlist("fix"))
    ticked = [point for point in points if point.node_id in asked]
    if not ticked:
        return TriedFixes()
    of = {kind: [point.node_id for point in ticked if point.kind == kind] for kind in attack.KINDS}
    found = attack.what_if(view.published, rules=of["rule"], findings=of["finding"], nodes=of["node"])
    return TriedFixes(tuple(point.node_id for point in ticked), found.items)


def _called(view: View, points: Sequence[ChokePoint]) -> tuple[dict[str, str], Mapping[str, NamedNode]]:
    """Return what choke points are called by ID, and those that are nodes."""
    of_kind = {kind: [point.node_id for point in points if point.kind == kind] for kind in ("rule", "finding")}
    nodes = named_nodes(view.published, [point.node_id for point in points])
    called = {id_: node.name or id_ for id_, node in nodes.items()} | rule_titles(view.published, of_kind["rule"])
    if of_kind["finding"]:
        rows = listing.rows(
            view.published, "findings", ListFilter(values={"id": of_kind["finding"]}), limit=len(points)
        )
        called |= {row["id"]: f"{row['title']}: {row['resource_name']}" for row in rows.items}
    return called, nodes


def _what(point: ChokePoint, node: NamedNode) -> str:
    if point.kind != "node":
        return {"rule": "Recommendation", "finding": "Finding"}[point.kind]
    return type_word(node.kind) if node.kind else "Resource"
