"""`bartizan watch`: scan each connector when it is due, until stopped."""

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import WritableHome
from bartizan.cli.output import note

if TYPE_CHECKING:
    from bartizan.state.work.runs import ScanRun


def register(app: App) -> None:
    """Add the watch command."""
    app.command("watch")(watch_command)


def watch_command(
    home: WritableHome,
    once: Annotated[bool, typer.Option("--once", help="Scan what is due now, and end.")] = False,
) -> None:
    """Scan each connector when its interval is over; several workers may watch one home."""
    from bartizan.service.work.lost import watch_for_lost
    from bartizan.service.work.watching import Watcher
    from bartizan.state import State

    watcher = Watcher(home)
    waiting = watcher.due()
    if not waiting:
        note("there is no connector to watch yet; `bartizan connect --help`")
    if once:
        _say(watcher.round())
        return
    for due in waiting:
        note(f"{due.connector.name}: every {due.connector.interval_hours} h, next {due.at:%Y-%m-%d %H:%M} UTC")
    watch_for_lost(State(home), threading.Event())
    watcher.watch(_say)


def _say(done: "list[ScanRun]") -> None:
    for run in done:
        detail = f": {run.detail.splitlines()[-1]}" if run.detail else ""
        note(f"scan {run.id} {run.status}{f', snapshot {run.snapshot_id}' if run.snapshot_id else ''}{detail}")
