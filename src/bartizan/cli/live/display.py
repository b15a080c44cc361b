"""Progress on stderr: a live display in a terminal; elsewhere lines.

One for each scope once it is read, and every half minute a few of what takes longest.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from bartizan.base import steps
from bartizan.cli.live.estimate import busiest, in_queue, of_kind, of_scan
from bartizan.cli.log_lines import say
from bartizan.model import Spend, Usage, printable

_BAR = 30
_LINES = 3
EVERY = 30.0
"""Seconds between lines of a scan that is under way."""


@contextmanager
def shown(usage: Usage) -> Iterator[None]:
    """Show a scan's progress while the body runs."""
    started = time.monotonic()
    if not sys.stderr.isatty() or steps.is_logged():
        usage.at_end = lambda scope: _say_end(usage, scope, started)
        with _told(usage, started):
            yield
        return
    with Live(
        get_renderable=lambda: display(usage, started, time.monotonic()),
        console=Console(stderr=True),
        refresh_per_second=4,
        transient=True,
    ):
        yield


def _say_end(usage: Usage, scope: str, started: float) -> None:
    say(line(usage, scope))
    steps.ended("collect", printable(scope), time.monotonic() - started)


@contextmanager
def _told(usage: Usage, started: float) -> Iterator[None]:
    """Print every half minute how far the scan is."""
    ended = threading.Event()

    def tell() -> None:
        while not ended.wait(EVERY):
            for text in under_way(usage, started, time.monotonic()):
                say(text)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def under_way(usage: Usage, started: float, at: float) -> list[str]:
    """Return lines on the kinds that take longest, on the quotas of their scopes, and on the whole scan.

    There are none while nothing is being read. Times are monotonic seconds.
    """
    kinds = sorted(_unfinished(usage), key=lambda row: -(of_kind(usage, row[0], row[1], at) or 0))[:_LINES]
    scopes = {scope for scope, *_ in kinds}
    told = [
        f"{printable(scope)} {kind}: {answered} of {planned} questions answered{_left(of_kind(usage, scope, kind, at))}"
        for scope, kind, answered, planned in kinds
    ]
    for (scope, *name), spend in [each for each in busiest(usage) if each[0][0] in scopes][:_LINES]:
        spent = f"{spend.calls} calls, {_pace(spend, at - started)} a second{_left(in_queue([spend]))}"
        told.append(f"{' '.join((printable(scope), *name))}: {spent}")
    return [*told, _total(usage, started, at)] if kinds else []


def line(usage: Usage, scope: str) -> str:
    """Return what is said of a scope once it is read."""
    planned, answered = _of(scope, usage.planned), _of(scope, usage.answered)
    calls = sum(spend.calls for key, spend in list(usage.quotas.items()) if key[0] == scope)
    read = f"{answered} of {planned} questions answered, {calls} calls" if planned else "could not be read"
    return f"{printable(scope)}: {read}"


def display(usage: Usage, started: float, at: float) -> Group:
    """Return a bar for each account that is being read, the queue that takes longest, and the totals.

    Times are monotonic seconds.
    """
    parts: list[RenderableType] = [_accounts(usage, at)] if usage.planned else []
    parts += [Text(text, style="dim") for text in _queues(usage, at - started)]
    return Group(*parts, Text(_total(usage, started, at), style="italic"))


def _total(usage: Usage, started: float, at: float) -> str:
    calls = sum(list(usage.calls.values()))
    pace = f"{calls / max(at - started, 0.1):.0f}/s"
    return f"{calls} calls, {pace}, {usage.bytes_read / 1e6:.1f} MB{_left(of_scan(usage, at))}"


def _unfinished(usage: Usage) -> list[tuple[str, str, int, int]]:
    """Return scope, kind, answered and planned questions of what is not read to its end."""
    # The collectors write while this thread reads: look at copies.
    answered = dict(usage.answered)
    planned = list(usage.planned.items())
    return [(*key, answered.get(key, 0), n) for key, n in planned if answered.get(key, 0) < n]


def _accounts(usage: Usage, at: float) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(width=_BAR)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    # The collectors write while this thread reads: look at copies.
    for scope in sorted({scope for scope, _ in list(usage.planned)}):
        planned, answered = _of(scope, usage.planned), _of(scope, usage.answered)
        kinds = [kind for owner, kind in list(usage.planned) if owner == scope]
        left = max((of_kind(usage, scope, kind, at) or 0 for kind in kinds), default=0)
        bar = ProgressBar(total=planned, completed=answered, width=_BAR)
        table.add_row(printable(scope, 40), bar, f"{answered}/{planned}", f"{_time(left)} left" if left else "")
    return table


def _queues(usage: Usage, seconds: float) -> list[str]:
    """Return the quota that requests wait for the longest, if they wait for one."""
    waiting = [each for each in busiest(usage) if in_queue([each[1]])][:1]
    return [
        f"waits for the quota {' '.join(filter(None, name))}: {_pace(spend, seconds)} a second"
        for name, spend in waiting
    ]


def _pace(spend: Spend, seconds: float) -> str:
    """Return the calls a second so far, against what the quota allows."""
    used = f"{spend.calls / max(seconds, 0.1):.1f}"
    return used if spend.rate == inf else f"{used} of {spend.rate:g}"


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _left(seconds: float | None) -> str:
    return "" if seconds is None else f", {_time(seconds)} left"


def _of(scope: str, counts: dict[tuple[str, str], int]) -> int:
    return sum(n for (owner, _), n in list(counts.items()) if owner == scope)
