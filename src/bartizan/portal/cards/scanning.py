"""A scan while it runs: its stages, how far each scope is, what was refused, and how long it may still take."""

from htpy import Element, Node, div, li, ol, p, span, table, tbody, td, th, thead, tr

from bartizan.portal.components.charts import bar
from bartizan.portal.components.marks import name, unknown
from bartizan.portal.components.parts import card
from bartizan.portal.view import View
from bartizan.portal.words import counted
from bartizan.service.answers.progress import STAGES, QuotaProgress, Refused, RunProgress, ScopeProgress, run_progress
from bartizan.state.work.runs import OVER, ScanRun, runs

_QUOTA = ("Quota", "Calls", "A second", "Waiting")
_REFUSED = ("Scope", "Permission", "What was said")


def running(view: View) -> Node:
    """Return how far the scan is that runs, if one does; the page follows it."""
    run = next((each for each in runs(view.state, view.caller.directory, 10)[0] if each.status not in OVER), None)
    return div(data_poll="2")[progress_of(view, run)] if run else None


def progress_of(view: View, run: ScanRun) -> Element:
    """Return how far a scan is, or how it went."""
    found = run_progress(view.state, view.caller.directory, run)
    is_over = run.status in OVER
    title = f"The scan of {run.asked_at:%d %b %H:%M}" if is_over else "Running now"
    spent = p(".quiet")[_spent(found, is_over=is_over)]
    body = [_stages(found, is_over=is_over), spent, _scopes(found), None if is_over else _quotas(found)]
    return card(title, body, _refused(found), beside=run.status if is_over else None)


def _stages(found: RunProgress, *, is_over: bool) -> Element:
    """Return the stages in their order, with the one that it is at, or ended at."""
    names = list(STAGES)
    at = names.index(found.stage) if found.stage in STAGES else -1

    def one(n: int, stage: str) -> Element:
        is_here = n == at and not is_over
        mark = "✓ " if n < at or (is_over and n <= at) else ""
        return li(".stage", aria_current="step" if is_here else None)[f"{mark}{STAGES[stage]}"]

    return ol(".stages", aria_label="Stages")[(one(n, stage) for n, stage in enumerate(names))]


def _scopes(found: RunProgress) -> Node:
    if not found.scopes:
        return None
    words = ("Scope", "Answered", "")
    head = thead[tr[(th(scope="col")[word] for word in words)]]
    return div(".table-box")[table[head, tbody[(_scope(each) for each in found.scopes.values())]]]


def _scope(each: ScopeProgress) -> Element:
    words = f"{each.answered:,} of {each.planned:,}"
    return tr(data_row="")[
        td(".scope")[name(each.scope or "the account itself")],
        td(".number", data_label="Answered")[words],
        td(".wide")[bar(each.answered, each.planned, f"{words} questions answered")],
    ]


def _quotas(found: RunProgress) -> Node:
    """Return the calls against what the clouds allow, and how many wait for their turn."""
    if not found.quotas:
        return None
    head = thead[tr[(th(scope="col", class_="number" if n else None)[word] for n, word in enumerate(_QUOTA))]]
    return div(".table-box")[table[head, tbody[(_quota(each, found.took) for each in found.quotas)]]]


def _quota(each: QuotaProgress, seconds: float) -> Element:
    cells = (f"{each.calls:,}", f"{each.calls / max(seconds, 1):,.1f} of {each.rate:g}", f"{each.waiting:,}")
    return tr(data_row="")[
        td(".scope")[name(each.name)],
        (td(".number", data_label=word)[cell] for word, cell in zip(_QUOTA[1:], cells, strict=True)),
    ]


def _spent(found: RunProgress, *, is_over: bool) -> str:
    """Return what it cost, and how long it may still take: as long as the scan before."""
    spent = f"{counted(found.calls, 'call')}, {found.bytes_read / 1e6:,.1f} MB, {found.took:,.0f} s"
    if is_over or found.last_took is None:
        return spent
    left = found.last_took - found.took
    return f"{spent}; " + (
        f"about {left:,.0f} s left" if left > 0 else f"longer than the {found.last_took:,.0f} s before"
    )


def _refused(found: RunProgress) -> Node:
    """Return what was refused, in its order."""
    if not found.refused:
        return None
    head = thead[tr[(th(scope="col")[word] for word in _REFUSED)]]
    rows = (_row(each) for each in found.refused)
    count = unknown(counted(len(found.refused), "permission was", "permissions were") + " refused")
    return div(".block", data_refused="")[p[count], div(".table-box")[table[head, tbody[rows]]]]


def _row(each: Refused) -> Element:
    return tr(data_row="")[
        td[name(each.scope)],
        td[span(".mono")[name(each.permission or each.operation)]],
        td(".quiet")[name(each.detail)],
    ]
