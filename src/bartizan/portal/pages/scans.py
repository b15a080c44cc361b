"""Scans: what runs, what was read when, what it cost, and what changed from one to the next."""

from collections.abc import Sequence

from htpy import Element, Node, a, button, div, form, p, span, table, tbody, td, th, thead, tr

from bartizan.contract.changes import SnapshotChange, SnapshotFigures
from bartizan.model import UsageError
from bartizan.portal.components import cells
from bartizan.portal.components.marks import chip, healthy, name, risk, unknown
from bartizan.portal.components.parts import card, tabs
from bartizan.portal.components.states import disabled_for
from bartizan.portal.decisions import hidden
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, sentence
from bartizan.service.changes.comparing import changes, snapshots
from bartizan.state.access.nouns import Role
from bartizan.state.work.runs import OVER, ScanRun, runs

_MOST = 200
_CHECKS = "/recommendations?group=check"
_COLOURS = {"new": "high", "worse": "high", "unverified": "unknown", "better": "healthy", "fixed": "healthy"}


def show(view: View) -> Content:
    """Return the page."""
    found = snapshots(view.home, directory=view.caller.directory)
    asked, _ = runs(view.state, view.caller.directory, 10)
    start = scan_now(view) if view.may(Role.ANALYST) else disabled_for("analyst", "Scan now")
    none = div(".card.state")[p["No scan yet. A scan reads all that is connected."]] if not found else None
    body = [_asked(view, asked), _compared(view), none or _published(view, found)]
    return Content("Scans", body, beside=counted(len(found), "snapshot"), actions=start)


def scan_now(view: View) -> Element:
    """Return the button that asks for a scan of all that is connected."""
    action = f"/{view.workspace}/scans/start"
    return form(method="post", action=action)[hidden(view), button(".button.primary", type="submit")["Scan now"]]


def _asked(view: View, asked: Sequence[ScanRun]) -> Node:
    """Return the scans that were asked for here; the page looks again while one of them runs."""
    if not asked:
        return None
    is_live = any(run.status not in OVER for run in asked)
    words = ("Asked at", "By", "What", "Status", "Detail", "")
    head = thead[tr[(th(scope="col")[word] for word in words)]]
    rows = (
        tr(data_row="")[
            td[f"{run.asked_at:%d %b %H:%M:%S}"],
            td[name(run.asked_by)],
            td[name(_what(run))],
            td[_status(run.status)],
            td(".quiet")[name(run.detail)],
            td[_cancel(view, run) if run.status not in OVER and view.may(Role.ANALYST) else None],
        ]
        for run in asked
    )
    shown = div(".table-box", data_poll="2" if is_live else None)[table[head, tbody[rows]]]
    return card("Asked for here", shown, beside="running" if is_live else None)


def _what(run: ScanRun) -> str:
    if run.subject:
        return f"check of {run.subject}"
    return "one connector" if run.connector_id else "all connectors"


def _status(status: str) -> Node:
    if status == "complete":
        return healthy("complete")
    return unknown(status) if status in {"partial", "failed", "cancelled"} else chip(status, "accent")


def _cancel(view: View, run: ScanRun) -> Element:
    action = f"/{view.workspace}/scans/cancel"
    return form(method="post", action=action)[hidden(view, id=run.id), button(".button.small", type="submit")["Cancel"]]


def _compared(view: View) -> Node:
    """Return what changed up to a snapshot that the address names."""
    if not view.asked("before"):
        return None
    try:
        found = changes(view.home, view.asked("before"), view.asked("after"), directory=view.caller.directory)
    except UsageError as error:
        return div(".card.state")[str(error)]
    if not found.total:
        return card("What changed", p["Nothing changed."])
    counts: dict[str, int] = {}
    for each in found.items:
        counts[each.change] = counts.get(each.change, 0) + 1
    wanted = view.asked("change")
    shown = [each for each in found.items if wanted in ("", each.change)]
    kinds = [(f"All {found.total:,}", view.here(change=None), not wanted)]
    kinds += [(f"{sentence(word)} {n:,}", view.here(change=word), word == wanted) for word, n in counts.items()]
    more = p(".quiet")[f"The first {_MOST:,} of {len(shown):,}."] if len(shown) > _MOST else None
    rows = (_change(view, each) for each in shown[:_MOST])
    body = div(".table-box")[table[tbody[rows]]] if shown else p["None of this kind."]
    return card("What changed", tabs("What became of them", kinds), body, more)


def _change(view: View, each: SnapshotChange) -> Element:
    is_over = each.change in {"fixed", "removed"}
    to = f"/recommendations/{each.rule_id}" if each.rule_id else f"/attack-paths/{each.id}"
    return tr(data_row="")[
        td[chip(sentence(each.change), _COLOURS.get(each.change, ""))],
        td(".risk")[risk(each.after or each.before)],
        td(".wide")[name(each.title) if is_over else a(".link", href=view.to(to))[name(each.title)]],
        td[name(each.resource_name)],
    ]


def _published(view: View, found: Sequence[SnapshotFigures]) -> Element:
    words = ("Published", "Status", "Took", "Workloads", "Failing", "Unknown", "Paths", "Calls", "")
    numbers = words[2:8]
    head = thead[tr[(th(".number" if word in numbers else "", scope="col")[word] for word in words)]]
    rows = (_row(view, each, n + 1 < len(found)) for n, each in enumerate(found))
    return card("Snapshots", div(".table-box")[table[head, tbody[rows]]])


def _of(view: View, each: SnapshotFigures, n: int | None, what: str, path: str) -> Node:
    """Return a number of a snapshot as a link to exactly these rows of it."""
    at = f"{'&' if '?' in path else '?'}at={each.id}"
    return cells.number(n, f"/{view.workspace}{path}{at}", f"{what} of {each.published_at:%d %b %Y %H:%M}")


def _row(view: View, each: SnapshotFigures, has_earlier: bool) -> Element:
    took = (each.published_at - each.started_at).total_seconds()
    compare = view.here(before="previous", after=each.id)
    return tr(data_row="")[
        td[a(".link", href=f"/{view.workspace}/overview?at={each.id}")[f"{each.published_at:%d %b %Y %H:%M}"]],
        td[_status(each.status)],
        td(".number", data_label="Took")[f"{took:,.0f} s"],
        td(".number", data_label="Workloads")[_of(view, each, each.workloads, "workloads", "/inventory")],
        td(".number", data_label="Failing")[_of(view, each, each.failing, "failing checks", _CHECKS)],
        td(".number", data_label="Unknown")[_of(view, each, each.unknown, "unknown", f"{_CHECKS}&status=unknown")],
        td(".number", data_label="Paths")[_of(view, each, each.attack_paths, "attack paths", "/attack-paths")],
        td(".number", data_label="Calls")[f"{each.calls:,}"],
        td[a(".link", href=compare)["What changed"] if has_earlier else span(".quiet")["the first"]],
    ]
