"""Vulnerabilities of the packages that workloads run."""

from dataclasses import replace

from htpy import Node, br, span

from bartizan.portal.components import cells
from bartizan.portal.components.cells import Row
from bartizan.portal.components.filters.shown import ListColumn, ListFacet, ListView
from bartizan.portal.components.listing import list_page
from bartizan.portal.components.marks import chip, risk
from bartizan.portal.components.parts import tabs
from bartizan.portal.components.states import nothing_wrong
from bartizan.portal.components.tables.put_aside import put_aside, tab_address
from bartizan.portal.components.tables.sbom import sbom_menu
from bartizan.portal.components.tables.vulnerable import advisories, code_not_read, layers, packages, workloads
from bartizan.portal.panels.match import MATCHES
from bartizan.portal.view import Content, View
from bartizan.portal.words import REASONS, sentence, type_word
from bartizan.service import listing
from bartizan.service.search import unread_workloads

_YES = {"true": "Yes", "false": "No"}
_FIRST = "advisories"
_TABS = {
    _FIRST: "By advisory",
    "by-package": "By package",
    "workloads": "By workload",
    "layers": "By layer",
    "matches": "Matches",
    "packages": "Packages",
    "code": "Code read",
}
_GROUPED = {"advisories": advisories, "by-package": packages, "workloads": workloads, "layers": layers}
_SURE = {"status": ("affected",)}
"""The matches that are grouped."""


def _advisory(_: View, row: Row) -> Node:
    marks = [
        chip("KEV", "critical") if row["kev"] else None,
        chip("malicious", "critical") if row["is_malicious"] else None,
    ]
    return span(".two")[
        span(".strong")[row["cve"] or row["advisory_id"]],
        marks,
        br,
        span(".quiet.below", title=row["summary"])[row["summary"] or row["advisory_id"]],
    ]


def _package(_: View, row: Row) -> Node:
    named = f"{row['package']} {row['version']}"
    return span(".two", title=named)[named, br, span(".quiet.below")[row["ecosystem"]]]


def _fix(_: View, row: Row) -> Node:
    fixed = row["fixed_versions"]
    return ", ".join(fixed[:2]) if fixed else span(".quiet")["none yet"]


def _layer(arn: str) -> str:
    """Return the name of a layer with its version."""
    return ":".join(arn.rsplit(":", 2)[-2:])


def _workload(view: View, row: Row) -> Node:
    below = f"layer {_layer(row['layer'])}" if row.get("layer") else type_word(row["resource_type"])
    return cells.resource(view, row["resource_id"], row["resource_name"], below)


COLUMNS = (
    ListColumn("Severity", lambda _, row: risk(row["severity"]), class_="risk"),
    ListColumn("Advisory", _advisory, "cve", "wide"),
    ListColumn("Package", _package, "package"),
    ListColumn("Fixed in", _fix, "", "short second"),
    ListColumn("Workload", _workload, "resource_name"),
    ListColumn("CVSS", lambda _, row: cells.score(row["cvss_score"], 1), "cvss_score", "number third"),
    ListColumn("EPSS", lambda _, row: cells.score(row["epss"], 3), "epss", "number third"),
)
FACETS = (
    ListFacet("severity", "Severity", sentence),
    ListFacet("kev", "Known exploited", lambda value: _YES.get(value, value)),
    ListFacet("is_malicious", "Malicious", lambda value: _YES.get(value, value)),
    ListFacet("epss_from", "EPSS", lambda value: f"≥ {value}" if value else "lower"),
    ListFacet("has_fix", "Fix exists", lambda value: _YES.get(value, value)),
    ListFacet("exposure", "Exposure", sentence),
    ListFacet("ecosystem", "Ecosystem"),
    ListFacet("package", "Package", is_searched=True),
    ListFacet("layer", "Layer", lambda value: _layer(value) if value else "its own code", is_searched=True),
    ListFacet("owner", "Owner", lambda value: value or "nobody"),
    ListFacet("resource_type", "Workload type", type_word),
    ListFacet("scope", "Scope"),
    ListFacet("status", "Match", sentence),
)


def _holder(view: View, row: Row) -> Node:
    return cells.resource(view, row["resource_id"], row["resource_name"], row["path"])


PACKAGE_COLUMNS = (
    ListColumn("Package", lambda _, row: span(".strong")[row["name"]], "name", "wide"),
    ListColumn("Version", lambda _, row: row["version"], "version"),
    ListColumn("Ecosystem", lambda _, row: row["ecosystem"], "ecosystem", "second"),
    ListColumn(
        "Workload", lambda view, row: cells.resource(view, row["resource_id"], row["resource_name"], row["path"])
    ),
    ListColumn("Evidence", lambda _, row: row["evidence"], "evidence", "third"),
)
CODE_COLUMNS = (
    ListColumn(
        "Workload",
        lambda view, row: cells.resource(
            view, row["resource_id"], row["resource_name"], cells.place(row, "resource_type")
        ),
        "resource_name",
        "wide",
    ),
    ListColumn(
        "Code",
        lambda _, row: cells.code_read({"code_status": row["status"], "code_reason": row["reason"], **row}),
        "status",
        "short",
    ),
    ListColumn("Detail", lambda _, row: span(".two.quiet", title=row["detail"])[row["detail"] or "–"], "", "second"),
)


def show(view: View) -> Content:
    """Return the page."""
    tab = view.asked("tab") if view.asked("tab") in _TABS else _FIRST
    items = [(label, tab_address(view, tab, id_), id_ == tab) for id_, label in _TABS.items()]
    if tab in _GROUPED and "status" in listing.columns(view.published, "vulnerabilities"):
        shown = replace(_matches(view), fixed=_SURE, facets=[each for each in FACETS if each.column not in _SURE])
        body: Node = _GROUPED[tab](view, shown)
    else:
        # Where no code was read there is nothing to group: the list says what is not known.
        body = list_page(view, {"packages": _packages, "code": code_list}.get(tab, _matches)(view))
    body = [put_aside(view, FACETS), body]
    return Content("Vulnerabilities", body, beside=tabs("Views", items), actions=sbom_menu(view, tab))


def unread(view: View) -> int:
    """Return how many workloads' code was not read."""
    return unread_workloads(view.published)


def _matches(view: View) -> ListView:
    lost = unread(view)
    return ListView(
        "vulnerabilities",
        "vulnerability",
        "vulnerabilities",
        COLUMNS,
        FACETS,
        empty=nothing_wrong("No package matches an advisory.", lost),
        placeholder="CVE or package",
        row_unknown=lambda view, _: code_not_read(view, lost),
        summaries=MATCHES,
    )


def _packages(view: View) -> ListView:
    lost = unread(view)
    facets = (
        ListFacet("ecosystem", "Ecosystem"),
        ListFacet("name", "Package"),
        ListFacet("evidence", "Evidence", sentence),
    )
    return ListView(
        "packages",
        "package",
        "packages",
        PACKAGE_COLUMNS,
        facets,
        placeholder="Package or workload",
        row_unknown=lambda view, _: code_not_read(view, lost),
    )


def code_list(_: View) -> ListView:
    """Return how workloads whose code was read, or not and why, are listed."""
    facets = (
        ListFacet("status", "Status", sentence),
        ListFacet("reason", "Reason", lambda value: REASONS.get(value, value) or "assessed"),
        ListFacet("resource_type", "Type", type_word),
        ListFacet("scope", "Scope"),
    )
    return ListView("coverage", "workload", "workloads", CODE_COLUMNS, facets)
