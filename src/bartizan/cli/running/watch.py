"""`bartizan watch`: scan each connector when it is due, follow its events and deliver notifications, until stopped."""

import datetime
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import WritableHome
from bartizan.cli.output import note
from bartizan.model import BartizanError

if TYPE_CHECKING:
    from bartizan.state.work.runs import ScanRun


_AGAIN_S = 60


def register(app: App) -> None:
    """Add the watch command."""
    app.command("watch")(watch_command)


def watch_command(
    home: WritableHome,
    once: Annotated[bool, typer.Option("--once", help="Scan what is due now, and end.")] = False,
    advisories: Annotated[
        int,
        typer.Option(min=0, max=720, metavar="HOURS", help="Update the advisories as often; 0 leaves that to you."),
    ] = 0,
    advisory_source: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE", help="As --source of `advisories sync`; may be repeated.")
    ] = None,
) -> None:
    """Scan each connector when its interval is over, and notify; several workers may watch one home.

    With a section retention in the settings, old snapshots are removed after scans.
    """
    from bartizan.service.notifying.working import NotificationWorker, notify_once
    from bartizan.service.work.lost import watch_for_lost
    from bartizan.service.work.reacting import EventWorker
    from bartizan.service.work.updating import AdvisoryUpdater
    from bartizan.service.work.watching import Watcher
    from bartizan.state import State

    watcher = Watcher(home)
    updater = AdvisoryUpdater(home, datetime.timedelta(hours=advisories), tuple(advisory_source or ()), note)
    waiting = watcher.due()
    if not waiting:
        note("there is no connector to watch yet; `bartizan connect --help`")
    if once:
        _finish(home, watcher.round())
        if advisories:
            updater.round()
        notify_once(home)
        return
    for due in waiting:
        often = (
            f"every {due.connector.interval_hours} h" if due.connector.interval_hours else "on events, and once a day"
        )
        note(f"{due.connector.name}: {often}, next {due.at:%Y-%m-%d %H:%M} UTC")
    watch_for_lost(State(home), threading.Event())
    NotificationWorker(home, note).start()
    EventWorker(home, note).start()
    if advisories:
        updater.start()
    watcher.watch(partial(_finish, home))


def begin_watching(home: Path) -> None:
    """Scan what is due beside a server, in a thread that ends with the process."""
    threading.Thread(target=_watch_on, args=(home,), name="watch", daemon=True).start()


def _watch_on(home: Path) -> None:
    from bartizan.service.work.watching import Watcher

    while True:
        try:
            Watcher(home).watch(partial(_finish, home))
        except BartizanError as error:  # as while the state database restarts
            note(f"watching stopped: {error}; goes on in a minute")
            time.sleep(_AGAIN_S)


def _finish(home: Path, done: "list[ScanRun]") -> None:
    from bartizan.service.changes.pruning import prune_as_set

    _say(done)
    if done:
        prune_as_set(home, note)


def _say(done: "list[ScanRun]") -> None:
    for run in done:
        detail = f": {run.detail.splitlines()[-1]}" if run.detail else ""
        note(f"scan {run.id} {run.status}{f', snapshot {run.snapshot_id}' if run.snapshot_id else ''}{detail}")
