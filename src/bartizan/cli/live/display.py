"""Progress on stderr: a live display in a terminal; elsewhere lines.

One for each scope once it is read, and every half minute a few of what takes longest.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bartizan.cli.live.estimate import in_queue, of_kind, of_scan
from bartizan.model import Spend, Usage, printable

_KINDS = 12
_QUOTAS = 6
_LINES = 3
_EVERY = 30.0
"""Seconds between lines of a scan that is under way."""


@contextmanager
def shown(usage: Usage) -> Iterator[None]:
    """Show a scan's progress while the body runs."""
    started = time.monotonic()
    if not sys.stderr.isatty():
        usage.at_end = lambda scope: print(line(usage, scope), file=sys.stderr, flush=True)
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


@contextmanager
def _told(usage: Usage, started: float) -> Iterator[None]:
    """Print every half minute how far the scan is."""
    ended = threading.Event()

    def tell() -> None:
        while not ended.wait(_EVERY):
            for text in under_way(usage, started, time.monotonic()):
                print(text, file=sys.stderr, flush=True)

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
    for (scope, *name), spend in [each for each in _spends(usage) if each[0][0] in scopes][:_LINES]:
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
    """Return the kinds that are being read, the quotas that were spent from most, and the totals.

    Times are monotonic seconds.
    """
    return Group(_kinds(usage, at), _quotas(usage, at - started), Text(_total(usage, started, at), style="italic"))


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


def _spends(usage: Usage) -> list[tuple[tuple[str, ...], Spend]]:
    """Return the quotas, those with the longest queues first and then those that were spent from most."""
    spends = list(usage.quotas.items())
    return sorted(spends, key=lambda each: (-(in_queue([each[1]]) or 0), -each[1].calls))


def _kinds(usage: Usage, at: float) -> Table:
    table = _table("SCOPE", "KIND", "READ", "LEFT")
    for scope, kind, answered, planned in _unfinished(usage)[:_KINDS]:
        left = _time(of_kind(usage, scope, kind, at))
        table.add_row(printable(scope), kind, f"{answered}/{planned}", left)
    return table


def _quotas(usage: Usage, seconds: float) -> Table:
    table = _table("SCOPE", "QUOTA", "CALLS", "A SECOND", "LEFT")
    for (scope, *name), spend in _spends(usage)[:_QUOTAS]:
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


def _left(seconds: float | None) -> str:
    return "" if seconds is None else f", {_time(seconds)} left"


def _of(scope: str, counts: dict[tuple[str, str], int]) -> int:
    return sum(n for (owner, _), n in list(counts.items()) if owner == scope)
