"""Live progress on stderr: what has been asked of each scope. Silent where stderr is not a terminal."""

import sys
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
    with Live(get_renderable=lambda: _table(usage), console=console, refresh_per_second=4, transient=True):
        yield


def _table(usage: Usage) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("SCOPE", "KIND", "READ"):
        table.add_column(heading, justify="right" if heading == "READ" else "left")
    # The collectors write while this thread reads: look at copies.
    unfinished = [(key, n) for key, n in list(usage.planned.items()) if usage.answered.get(key, 0) < n]
    for (scope, kind), planned in unfinished[:_ROWS]:
        table.add_row(printable(scope), kind, f"{usage.answered.get((scope, kind), 0)}/{planned}")
    table.caption = f"{sum(list(usage.calls.values()))} calls, {usage.bytes_read / 1e6:.1f} MB"
    return table
