"""Scans: what was read when, what it cost, and what changed."""

from htpy import Element, Node, a, button, div, form, p, span, table, tbody, td, th, thead, tr

from bartizan.portal.components.marks import healthy, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted
from bartizan.state.access.nouns import Role
from bartizan.state.manifest import Manifest
from bartizan.state.snapshots import snapshots


def show(view: View) -> Content:
    """Return the page."""
    found = snapshots(view.state, view.caller.directory)
    start = _start(view) if view.may(Role.ANALYST) else disabled_for("analyst", "Scan now")
    if not found:
        return Content("Scans", div(".card.state")[p["No scan yet."]], actions=start)
    head = thead[
        tr[
            (
                th(scope="col")[word]
                for word in ("Published", "Status", "Took", "Workloads", "Failing", "Unknown", "Paths", "Calls", "Read")
            )
        ]
    ]
    rows = [_row(view, each) for each in found]
    body = card("Snapshots", div(".table-box")[table[head, tbody[rows]]], beside=counted(len(found), "snapshot"))
    return Content("Scans", body, actions=start)


def _start(view: View) -> Element:
    return form(method="post", action=f"/{view.workspace}/scan")[
        hidden(view), button(".button.primary", type="submit")["Scan now"]
    ]


def _row(view: View, each: Manifest) -> Element:
    summary = each.summary
    resources, calls = summary.get("resources") or {}, summary.get("calls") or {}
    workloads = sum(resources.get(name, 0) for name in ("aws_lambda_function", "azure_function_app", "azure_web_app"))
    took = (each.published_at - each.started_at).total_seconds()
    status: Node = healthy("complete") if each.status == "complete" else unknown(each.status)
    return tr(data_row="")[
        td[a(".link", href=f"/{view.workspace}/overview?at={each.id}")[f"{each.published_at:%d %b %Y %H:%M}"]],
        td[status],
        td(".number")[f"{took:,.0f} s"],
        td(".number")[f"{workloads:,}"],
        td(".number")[f"{sum((summary.get('findings') or {}).values()):,}"],
        td(".number")[span(".text-unknown")[f"{summary.get('unknown') or 0:,}"]],
        td(".number")[f"{summary.get('attack_paths') or 0:,}"],
        td(".number")[f"{sum(calls.values()):,}"],
        td(".number")[f"{(summary.get('bytes_read') or 0) / 1e6:,.1f} MB"],
    ]
