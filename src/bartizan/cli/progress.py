"""Progress on stderr: a live display in a terminal; elsewhere one line for each scope once it is read."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bartizan.cli.estimate import in_queue, of_kind, of_scan
from bartizan.model import Spend, Usage, printable

_KINDS = 12
_QUOTAS = 6


@contextmanager
def shown(usage: Usage) -> Iterator[None]:
    """Show a scan's progress while the body runs."""
    started = time.monotonic()
    if not sys.stderr.isatty():
        usage.at_end = lambda scope: print(line(usage, scope), file=sys.stderr, flush=True)
        yield
        return
    with Live(
        get_renderable=lambda: display(usage, started, time.monotonic()),
        console=Console(stderr=True),
        refresh_per_second=4,
        transient=True,
    ):
        yield


def line(usage: Usage, scope: str) -> str:
    """Return what is said of a scope once it is read."""
    planned, answered = _of(scope, usage.planned), _of(scope, usage.answered)
    calls = sum(spend.calls for key, spend in list(usage.quotas.items()) if key[0] == scope)
    read = f"{answered} of {planned} questions answered, {calls} calls" if planned else "could not be read"
    return f"{printable(scope)}: {read}"


def display(usage: Usage, started: float, at: float) -> Group:
    """Return the kinds that are being read, the quotas that were spent from most, and the totals.

    Times are monotonic seconds.
    """
    calls, seconds = sum(list(usage.calls.values())), at - started
    total = f"{calls} calls, {calls / max(seconds, 0.1):.0f}/s, {usage.bytes_read / 1e6:.1f} MB"
    left = of_scan(usage, at)
    footer = total if left is None else f"{total}, {_time(left)} left"
    return Group(_kinds(usage, at), _quotas(usage, seconds), Text(footer, style="italic"))


def _kinds(usage: Usage, at: float) -> Table:
    table = _table("SCOPE", "KIND", "READ", "LEFT")
    # The collectors write while this thread reads: look at copies.
    answered = dict(usage.answered)
    unfinished = [(key, n) for key, n in list(usage.planned.items()) if answered.get(key, 0) < n]
    for (scope, kind), planned in unfinished[:_KINDS]:
        left = _time(of_kind(usage, scope, kind, at))
        table.add_row(printable(scope), kind, f"{answered.get((scope, kind), 0)}/{planned}", left)
    return table


def _quotas(usage: Usage, seconds: float) -> Table:
    table = _table("SCOPE", "QUOTA", "CALLS", "A SECOND", "LEFT")
    spends = sorted(usage.quotas.items(), key=lambda each: (-(in_queue([each[1]]) or 0), -each[1].calls))
    for (scope, *name), spend in spends[:_QUOTAS]:
        pace = _pace(spend, seconds)
        table.add_row(printable(scope or "all"), " ".join(name), str(spend.calls), pace, _time(in_queue([spend])))
    return table


def _pace(spend: Spend, seconds: float) -> str:
    """Return the calls a second so far, against what the quota allows."""
    used = f"{spend.calls / max(seconds, 0.1):.1f}"
    return used if spend.rate == inf else f"{used} of {spend.rate:g}"


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number < 2 else "right")
    return table


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _of(scope: str, counts: dict[tuple[str, str], int]) -> int:
    return sum(n for (owner, _), n in list(counts.items()) if owner == scope)
