"""Scans in rows: those that were asked for, and those that were published, each with the way to its page."""

from collections.abc import Sequence

from htpy import Element, Node, a, button, div, form, span, table, tbody, td, th, thead, tr

from bartizan.contract.changes import SnapshotFigures
from bartizan.portal.cards.scanning import progress_of
from bartizan.portal.components import cells
from bartizan.portal.components.marks import chip, healthy, name, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.view import View
from bartizan.service.changes.scans import PublishedScan
from bartizan.state.access.nouns import Role
from bartizan.state.work.runs import OVER, ScanRun

_CHECKS = "/recommendations?group=check"


def asked_card(view: View, asked: Sequence[ScanRun]) -> Node:
    """Return the scans that were asked for here; the page looks again while one of them runs."""
    if not asked:
        return None
    is_live = any(run.status not in OVER for run in asked)
    opened = next((run for run in asked if run.id == view.asked("run")), None)
    opened = opened or next((run for run in asked if run.status not in OVER), None)
    words = ("Asked at", "By", "What", "Status", "Detail", "")
    head = thead[tr[(th(scope="col")[word] for word in words)]]
    rows = (
        tr(data_row="")[
            td[a(".link", href=view.to(f"/scans/{run.id}"))[f"{run.asked_at:%d %b %H:%M:%S}"]],
            td[name(run.asked_by)],
            td[name(subject_of(run))],
            td[status_mark(run.status)],
            td(".quiet")[name(run.detail)],
            td[cancel_form(view, run)],
        ]
        for run in asked
    )
    box = div(".table-box")[table[head, tbody[rows]]]
    shown = [card("Asked for here", box, beside="running" if is_live else None)]
    if opened:
        shown.append(progress_of(view, opened))
    return div(".below-each-other", data_poll="2" if is_live else None)[shown]


def subject_of(run: ScanRun) -> str:
    """Return what a scan reads, in words."""
    if run.subject:
        return f"check of {run.subject}"
    return "one connector" if run.connector_id else "all connectors"


def status_mark(status: str) -> Node:
    """Return how a scan stands."""
    if status == "complete":
        return healthy("complete")
    return unknown(status) if status in {"partial", "failed", "cancelled"} else chip(status, "accent")


def cancel_form(view: View, run: ScanRun) -> Node:
    """Return the button that stops a scan, None where it is over."""
    if run.status in OVER:
        return None
    if not view.may(Role.ANALYST):
        return disabled_for("analyst", "Cancel")
    action = f"/{view.workspace}/scans/cancel"
    return form(method="post", action=action)[hidden(view, id=run.id), button(".button.small", type="submit")["Cancel"]]


def published_card(view: View, found: Sequence[PublishedScan]) -> Element:
    """Return the scans that were published, newest first."""
    words = ("Published", "Status", "Took", *(word for word, _ in figures(view, found[0])), "")
    head = thead[
        tr[(th(".number" if word not in ("Published", "Status", "") else "", scope="col")[word] for word in words)]
    ]
    return card("Snapshots", div(".table-box")[table[head, tbody[(_row(view, each) for each in found)]]])


def figures(view: View, scan: PublishedScan) -> list[tuple[str, Node]]:
    """Return the figures of a scan, each a link to exactly what it counts."""
    each = scan.figures
    new, fixed = (f"{view.to(f'/scans/{each.id}', [('what', what)])}#new" for what in ("new", "fixed"))
    when = f"{each.published_at:%d %b %Y %H:%M}"
    return [
        ("Workloads", _of(view, each, each.workloads, "workloads", "/inventory")),
        ("Failing", _of(view, each, each.failing, "failing checks", _CHECKS)),
        ("New", cells.number(scan.new, new, f"new with the scan of {when}")),
        ("Fixed", cells.number(scan.fixed, fixed, f"fixed by the scan of {when}")),
        ("Unknown", _of(view, each, each.unknown, "unknown", f"{_CHECKS}&status=unknown")),
        ("Paths", _of(view, each, each.attack_paths, "attack paths", "/attack-paths")),
        ("Calls", f"{each.calls:,}"),
        ("Read", size(scan.bytes_read)),
    ]


def size(n: int) -> str:
    """Return bytes in words."""
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n >= least:
            return f"{n / least:,.1f} {unit}"
    return f"{n:,} B"


def took(each: SnapshotFigures) -> str:
    """Return how long a scan took."""
    return f"{(each.published_at - each.started_at).total_seconds():,.0f} s"


def compare_link(view: View, each: SnapshotFigures) -> Element:
    """Return the link to what changed since the scan before."""
    return a(".link", href=view.to("/scans", [("before", "previous"), ("after", each.id)]))["What changed"]


def _of(view: View, each: SnapshotFigures, n: int | None, what: str, path: str) -> Node:
    at = f"{'&' if '?' in path else '?'}at={each.id}"
    return cells.number(n, f"/{view.workspace}{path}{at}", f"{what} of {each.published_at:%d %b %Y %H:%M}")


def _row(view: View, scan: PublishedScan) -> Element:
    each = scan.figures
    return tr(data_row="")[
        td[a(".link", href=view.to(f"/scans/{each.id}"))[f"{each.published_at:%d %b %Y %H:%M}"]],
        td[status_mark(each.status)],
        td(".number", data_label="Took")[took(each)],
        (td(".number", data_label=word)[value] for word, value in figures(view, scan)),
        td[span(".quiet")["the first"] if scan.is_first else compare_link(view, each)],
    ]
