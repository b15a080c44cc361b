"""Attack paths, the points that cut most of them, what they reach, and their scenarios."""

from htpy import Node, a, br, span, table, tbody, td, th, thead, tr

from bartizan.model import visible
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.narrowing import narrow
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import chip, name, risk, unknown
from bartizan.portal.components.parts import card, more, tabs
from bartizan.portal.components.states import no_path
from bartizan.portal.components.tables.vulnerable import code_not_read
from bartizan.portal.map.choke import choke_card
from bartizan.portal.map.targets import targets_card
from bartizan.portal.panels.path import PATHS
from bartizan.portal.view import Content, View
from bartizan.portal.words import CERTAINTIES, SENSITIVITIES, counted, sentence, spaced
from bartizan.report.listing.ask import ListFilter
from bartizan.service import listing
from bartizan.service.attack import not_listed
from bartizan.service.search import unread_workloads

_TABS = {"": "Paths", "choke": "Choke points", "targets": "Targets", "scenarios": "Scenarios"}


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
    first, *others = row["mitre"] or [""]
    rest = more(f"+{len(others)}", "more techniques", f"{row['id']} techniques", others) if others else None
    return [chip(first), rest] if first else span(".quiet")["–"]


def _reaches(view: View, row: Row) -> Node:
    """Return what kind of target a path has, and how sensitive that is as far as anything says so."""
    level = row.get("sensitivity") or "unknown"
    word = SENSITIVITIES[level] if level != "unknown" else unknown(SENSITIVITIES[level])
    below = span(".quiet.below")[narrow(view, "sensitivity", level, word)]
    return span(".two")[spaced(row["target_kind"]), br, below]


def _called(id_: str) -> str:
    """Return the last part of an ID, by which people know what it is of."""
    return id_.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


COLUMNS = (
    ListColumn("Risk", lambda _, row: risk(row["risk_level"]), class_="risk"),
    ListColumn("Path", _title, "title", "wide"),
    ListColumn("Certainty", _certainty, "certainty", "short"),
    ListColumn("Ways in", lambda _, row: f"{row['entries']:,}", "entries", "number second"),
    ListColumn("Reaches", _reaches, "target_kind", "short second"),
    ListColumn("MITRE", _techniques, "", "short third"),
)
FACETS = (
    ListFacet("risk_level", "Risk", sentence),
    ListFacet("certainty", "Certainty", lambda value: sentence(CERTAINTIES.get(value, value))),
    ListFacet("target_kind", "Reaches", sentence),
    ListFacet("sensitivity", "Sensitivity", lambda value: sentence(SENSITIVITIES.get(value, value))),
    ListFacet("scenario", "Scenario", sentence),
    ListFacet("risk_factor", "Because", sentence),
    ListFacet("rule", "Ended by", lambda rule: rule or "no single rule", is_searched=True),
    ListFacet("entry", "Begins at", _called, is_searched=True),
    ListFacet("scope", "Scope"),
)


def show(view: View) -> Content:
    """Return the page."""
    tab = view.asked("tab") if view.asked("tab") in _TABS else ""
    items = [(label, view.here(tab=id_ or None), id_ == tab) for id_, label in _TABS.items()]
    body = {"": _paths, "choke": choke_card, "targets": targets_card, "scenarios": _scenarios}[tab](view)
    capped = not_listed(view.published)
    said = span(".quiet")[f" · {counted(capped, 'more path')} not listed"] if capped else None
    return Content("Attack paths", body, beside=[tabs("Views", items), said])


def _paths(view: View) -> Node:
    lost = unread_workloads(view.published)
    return list_page(
        view,
        ListView(
            "attack_paths",
            "attack path",
            "attack paths",
            COLUMNS,
            FACETS,
            empty=no_path(view.published),
            placeholder="Workload or target",
            row_unknown=lambda view, _: code_not_read(view, lost),
            summaries=PATHS,
        ),
    )


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
