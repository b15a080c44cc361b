"""Live progress on stderr: what has been asked of each scope. Silent where stderr is not a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table

from bartizan.model import Usage, printable

_ROWS = 12


@contextmanager
def shown(usage: Usage) -> Iterator[None]:
    """Show a scan's progress while the body runs."""
    if not sys.stderr.isatty():
        yield
        return
    console = Console(stderr=True)
    started = time.monotonic()
    with Live(
        get_renderable=lambda: _table(usage, time.monotonic() - started),
        console=console,
        refresh_per_second=4,
        transient=True,
    ):
        yield


def _table(usage: Usage, seconds: float) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, justify in (("SCOPE", "left"), ("KIND", "left"), ("READ", "right"), ("LEFT", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    # The collectors write while this thread reads: look at copies.
    answered = dict(usage.answered)
    unfinished = [(key, n) for key, n in list(usage.planned.items()) if answered.get(key, 0) < n]
    for key, planned in unfinished[:_ROWS]:
        done = answered.get(key, 0)
        table.add_row(printable(key[0]), key[1], f"{done}/{planned}", _left(done, planned, seconds))
    calls = sum(list(usage.calls.values()))
    table.caption = f"{calls} calls, {calls / max(seconds, 0.1):.0f}/s, {usage.bytes_read / 1e6:.1f} MB"
    return table


def _left(done: int, planned: int, seconds: float) -> str:
    """Return the time that the planned questions still take at the pace so far."""
    return f"{(planned - done) * seconds / done:.0f} s" if done else ""
