"""One scan: how it went, what it read and cost, and which findings were new with it or fixed since the one before."""

from collections.abc import Sequence

from htpy import Element, Node, a, br, div, li, p, span, ul

from bartizan.api.problem import not_here
from bartizan.portal.cards.scanning import progress_of
from bartizan.portal.cards.scans import cancel_form, compare_link, figures, size, status_mark, subject_of, took
from bartizan.portal.components.marks import name, risk
from bartizan.portal.components.paging import PAGE, offset_of, pages
from bartizan.portal.components.parts import card, facts, folded, tabs
from bartizan.portal.components.rows import simple_table
from bartizan.portal.view import Content, View
from bartizan.portal.words import counted, sentence
from bartizan.report.listing.page import ListPart
from bartizan.report.paging import Part
from bartizan.service.changes.scans import PublishedScan, findings_of, published_scans
from bartizan.state.work.runs import OVER, ScanRun, run_of, runs

_MOST_RUNS, _MOST_CALLS = 1000, 40
_NOW = {"open": "fails", "unverified": "could not be read again", "removed": "gone with its resource"}


def show(view: View) -> Content:
    """Return the page of a scan that was asked for, or of one that was published.

    Raises:
        ProblemError: the directory has no such scan.
    """
    run, scan = _found(view)
    at = scan.figures.published_at if scan else run.asked_at if run else None
    status = scan.figures.status if scan else run.status if run else ""
    is_live = run is not None and run.status not in OVER
    body = div(".below-each-other", data_poll="2" if is_live else None)[
        progress_of(view, run) if run else None,
        _went(view, run, scan),
        _changed(view, scan) if scan else None,
        _calls(scan) if scan else None,
    ]
    actions = [
        cancel_form(view, run) if run else None,
        compare_link(view, scan.figures) if scan and not scan.is_first else None,
    ]
    trail = [("Scans", view.to("/scans"))]
    return Content(f"Scan of {at:%d %b %Y %H:%M}", body, beside=status_mark(status), actions=actions, trail=trail)


def _found(view: View) -> tuple[ScanRun | None, PublishedScan | None]:
    """Return the scan that was asked for, and what it published, as far as there are both."""
    id_, directory = view.of_path("scan"), view.caller.directory
    every = {
        each.figures.id: each for each in published_scans(view.home, view.snapshot, directory=directory, limit=10_000)
    }
    run = run_of(view.state, directory, id_)
    if run is None and id_ in every:
        run = next((each for each in runs(view.state, directory, _MOST_RUNS)[0] if each.snapshot_id == id_), None)
    scan = every.get(run.snapshot_id if run else id_)
    if run is None and scan is None:
        raise not_here()
    return run, scan


def _went(view: View, run: ScanRun | None, scan: PublishedScan | None) -> Element:
    """Return how it went, beside what it found."""
    own = card("How it went", facts(_facts(view, run, scan)), _warnings(scan))
    if scan is None:
        return own
    return div(".grid")[div(".span-6")[own], div(".span-6")[card("In figures", facts(figures(view, scan)))]]


def _facts(view: View, run: ScanRun | None, scan: PublishedScan | None) -> list[tuple[str, Node]]:
    pairs: list[tuple[str, Node]] = []
    if run:
        pairs += [("Asked for", [name(run.asked_by), span(".quiet")[f" {run.asked_at:%d %b %Y %H:%M:%S}"]])]
        pairs += [("What", name(subject_of(run)))]
        pairs += [("Said", name(run.detail))] if run.detail else []
    if scan is None:
        return [*pairs, ("Published", span(".quiet")["nothing"])]
    each = scan.figures
    path = f"/{view.workspace}/overview?at={each.id}"
    pairs += [("Snapshot", a(".link", href=path)[each.id]), ("Took", took(each))]
    pairs += [("Scopes", [[name(scope), br] for scope in scan.scopes] or "none")]
    return pairs


def _warnings(scan: PublishedScan | None) -> Node:
    return ul(".plain")[(li[name(each)] for each in scan.warnings)] if scan and scan.warnings else None


def _changed(view: View, scan: PublishedScan) -> Element:
    """Return the findings that were new with the scan, or those that were fixed since the one before."""
    if scan.new is None or scan.fixed is None or view.snapshot is None:
        return card("New and fixed", p(".quiet")["Which findings came with this scan is not known."])
    what = "fixed" if view.asked("what") == "fixed" else "new"
    counts = {"new": scan.new, "fixed": scan.fixed}
    items = [(f"{sentence(each)} {n:,}", f"{view.here(what=each)}#new", each == what) for each, n in counts.items()]
    first = offset_of(view)
    found = findings_of(view.snapshot, scan, what, Part(limit=PAGE, offset=first))
    rows = [_finding(view, row) for row in found]
    words = ("Severity", "Recommendation", "Resource", "Scope", "Now")
    none = "No finding was new with this scan." if what == "new" else "No finding was fixed since the scan before."
    table = simple_table(f"{sentence(what)} findings", words, rows, "", none)
    return div(".stack", id="new")[
        tabs("Findings of the scan", items), table, pages(view, ListPart(found, counts[what], 0), first)
    ]


def _finding(view: View, row: dict[str, str]) -> list[Node]:
    state = _NOW.get(row["state"], "fixed")
    return [
        risk(row["severity"]),
        a(".link", href=view.to(f"/recommendations/{row['rule_id']}"))[name(row["title"])],
        a(".link", href=view.to_resource(row["resource_id"], row["resource_name"]))[name(row["resource_name"])]
        if row["state"] != "removed" else name(row["resource_name"]),
        name(row["scope"] or "–"),
        state,
    ]  # fmt: skip


def _calls(scan: PublishedScan) -> Element:
    listed: Sequence[tuple[str, int]] = sorted(scan.calls.items(), key=lambda each: -each[1])
    rows: list[list[Node]] = [[span(".mono")[name(key)], f"{n:,}"] for key, n in listed[:_MOST_CALLS]]
    said = f"{counted(scan.figures.calls, 'call')}, {size(scan.bytes_read)} of code read"
    table = simple_table("By operation", ("Operation", "Calls"), rows, f"of {len(listed):,}", "It made no call.")
    return card("What it cost", p[said], folded("Calls by operation", table))
