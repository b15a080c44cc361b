"""Attack paths, the points that cut most of them, what they reach, and their scenarios."""

from collections.abc import Sequence

from htpy import Node, a, br, span, table, tbody, td, th, thead, tr

from bartizan.contract.paths import ChokePoint
from bartizan.model import visible
from bartizan.portal.components.cells import Row
from bartizan.portal.components.charts import bar
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.parts import card, tabs
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.view import Content, View
from bartizan.portal.words import CERTAINTIES, counted, sentence, spaced, type_word
from bartizan.report.listing.ask import ListFilter
from bartizan.report.paging import Part
from bartizan.service import attack, listing
from bartizan.service.nodes import NamedNode, named_nodes
from bartizan.service.rules.rule_titles import rule_titles
from bartizan.service.search import unread_workloads

_TABS = {"": "Paths", "choke": "Choke points", "scenarios": "Scenarios"}


def _title(view: View, row: Row) -> Node:
    href = view.to(f"/attack-paths/{row['id']}")
    below = sentence(row["scenario"])
    return span(".two.clamp")[
        a(".link.strong", href=href, title=visible(row["title"]))[name(row["title"])], br, span(".quiet.below")[below]
    ]


def _certainty(_: View, row: Row) -> Node:
    word = CERTAINTIES.get(row["certainty"], spaced(row["certainty"]))
    return unknown(word) if row["certainty"] == "unknown" else word


def _techniques(_: View, row: Row) -> Node:
    first, *more = row["mitre"] or [""]
    told = span(".quiet", title=", ".join(more))[f" +{len(more)}"] if more else None
    return [chip(first), told] if first else span(".quiet")["–"]


COLUMNS = (
    ListColumn("Risk", lambda _, row: risk(row["risk_level"]), class_="risk"),
    ListColumn("Path", _title, "title", "wide"),
    ListColumn("Certainty", _certainty, "certainty", "short"),
    ListColumn("Ways in", lambda _, row: f"{row['entries']:,}", "entries", "number second"),
    ListColumn("Reaches", lambda _, row: spaced(row["target_kind"]), "target_kind", "second"),
    ListColumn("MITRE", _techniques, "", "short third"),
)
FACETS = (
    ListFacet("risk_level", "Risk", sentence),
    ListFacet("certainty", "Certainty", lambda value: sentence(CERTAINTIES.get(value, value))),
    ListFacet("target_kind", "Reaches", sentence),
    ListFacet("scenario", "Scenario", sentence),
)


def show(view: View) -> Content:
    """Return the page."""
    tab = view.asked("tab") if view.asked("tab") in _TABS else ""
    items = [(label, view.here(tab=id_ or None), id_ == tab) for id_, label in _TABS.items()]
    body = {"": _paths, "choke": _choke, "scenarios": _scenarios}[tab](view)
    return Content("Attack paths", body, beside=tabs("Views", items))


def _paths(view: View) -> Node:
    lost = unread_workloads(view.published)
    empty = nothing_wrong("No path leads from the internet to what matters.", lost)
    return list_page(
        view,
        ListView(
            "attack_paths",
            "attack path",
            "attack paths",
            COLUMNS,
            FACETS,
            empty=empty,
            placeholder="Workload or target",
        ),
    )


def _choke(view: View) -> Node:
    found = attack.choke_points(view.published, part=Part(limit=50))
    total = listing.total(view.published, "attack_paths", ListFilter())
    ids = [point.node_id for point in found.items]
    nodes = named_nodes(view.published, ids)
    titles = _titles(view, found.items)
    head = thead[
        tr[
            (th(scope="col")[word] for word in ("Fix", "What it is", "Paths gone")),
            (th(".number", scope="col")[word] for word in ("", "Targets out of reach")),
        ]
    ]
    rows = (
        tr(data_row="")[
            td(".wide")[
                choke_link(view, point, titles.get(point.node_id) or nodes[point.node_id].name or point.node_id)
            ],
            td(".short")[_what(point, nodes[point.node_id])],
            td(".share")[bar(point.paths, total, f"{point.paths} of {total}")],
            td(".number")[f"{point.paths:,} of {total:,}"],
            td(".number", data_label="Targets")[f"{point.targets:,}"],
        ]
        for point in found.items
    )
    beside = f"{counted(found.total, 'point')}; each number is from searching again without it"
    return card("Choke points", table[head, tbody[rows]], beside=beside)


def _titles(view: View, points: Sequence[ChokePoint]) -> dict[str, str]:
    """Return what the rules and findings among choke points are called, by ID."""
    of_kind = {kind: [point.node_id for point in points if point.kind == kind] for kind in ("rule", "finding")}
    if not of_kind["finding"]:
        return dict(rule_titles(view.published, of_kind["rule"]))
    rows = listing.rows(view.published, "findings", ListFilter(values={"id": of_kind["finding"]}), limit=len(points))
    said = {row["id"]: f"{row['title']}: {row['resource_name']}" for row in rows.items}
    return {**rule_titles(view.published, of_kind["rule"]), **said}


def _what(point: ChokePoint, node: NamedNode) -> str:
    if point.kind != "node":
        return {"rule": "Recommendation", "finding": "Finding"}[point.kind]
    return type_word(node.kind) if node.kind else "Resource"


def choke_link(view: View, point: ChokePoint, called: str) -> Node:
    """Return what a choke point is, as a link to where it is fixed."""
    if point.kind == "rule":
        return a(".link", href=view.to(f"/recommendations/{point.node_id}"), title=point.node_id)[called]
    if point.node_id.startswith(("arn:", "/")):
        return a(".link", href=view.to_resource(point.node_id, called))[name(called)]
    return name(called)


def _scenarios(view: View) -> Node:
    found = listing.facets(view.published, "attack_paths", "scenario", ListFilter())
    rows = (
        tr(data_row="")[
            td[a(".link", href=view.to("/attack-paths", [("scenario", str(each.value))]))[sentence(str(each.value))]],
            td(".number")[f"{each.count:,}"],
        ]
        for each in found
    )
    head = thead[tr[th(scope="col")["Scenario"], th(".number", scope="col")["Paths"]]]
    return card("Scenarios", table[head, tbody[rows]], beside="kinds of paths, most first")
