"""`bartizan snapshots`: which scans were published, and what changed from one to another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome, scanned_home
from bartizan.cli.output import Output, Row, emit, note, prints_rows

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

app = App(help="List published scans, and show what changed from one to another.")


@app.command("list")
@prints_rows
def list_command(home: Home, *, output: Output) -> None:
    """List the published snapshots, newest first."""
    from bartizan.service.changes.comparing import snapshots

    rows = [each.model_dump(mode="json") for each in snapshots(scanned_home(home, quiet=output.quiet))]
    emit(rows, _snapshots, output)


@app.command("diff")
@prints_rows
def diff_command(
    home: Home,
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="A snapshot's ID, or previous.")] = "previous",
    after: Annotated[str, typer.Argument(metavar="AFTER", help="A snapshot's ID.", show_default="the latest")] = "",
    *,
    output: Output,
) -> None:
    """List findings and attack paths that came, went, or could not be read again: what is new and worst first."""
    from bartizan.service.changes.comparing import changes

    found = changes(scanned_home(home, quiet=output.quiet), before, after)
    emit([each.model_dump(mode="json") for each in found.items], _changes, output)


@app.command("prune")
def prune_command(
    home: WritableHome,
    keep: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=3650,
            metavar="DAYS",
            help="Keep every snapshot of so many days.",
            show_default="7, or retention.every_days of the settings",
        ),
    ] = None,
    daily: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=3650,
            metavar="DAYS",
            help="Keep the last of each day for so many days.",
            show_default="90, or retention.daily_days of the settings",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
) -> None:
    """Remove old snapshots. When findings came and went, and the figures of each day, stay; so do the latest two."""
    from bartizan.service.changes.pruning import Retention, prune, retention_of
    from bartizan.state import State
    from bartizan.state.access.directories import directories

    said = retention_of(home) or Retention()
    retention = Retention(keep or said.every_days, daily or said.daily_days)
    for directory in directories(State(home)):
        removed = prune(home, retention, directory=directory.id, dry_run=dry_run)
        for id_ in removed if dry_run else ():
            note(id_)
        note(f"{len(removed):,} snapshots {'would be' if dry_run else 'are'} removed from {directory.id}")


@app.command("upload")
def upload_command(home: WritableHome) -> None:
    """Copy the snapshots of the home's own folder to the object store that BARTIZAN_SNAPSHOTS_URL names."""
    from bartizan.model import BartizanError
    from bartizan.service.changes.moving import upload_snapshots
    from bartizan.state import State
    from bartizan.state.access.directories import directories

    refused = 0
    for directory in directories(State(home)):
        uploaded = 0
        for each in upload_snapshots(home, directory=directory.id):
            uploaded += not each.refusal
            if each.refusal:
                refused += 1
                note(f"{each.id} was not uploaded: {each.refusal}")
        note(f"{uploaded:,} snapshots of {directory.id} are uploaded")
    if refused:
        raise BartizanError(f"{refused:,} snapshots could not be uploaded; the others are there")


@app.command("trends")
@prints_rows
def trends_command(
    home: Home,
    days: Annotated[int, typer.Option(min=1, max=3650, metavar="DAYS", help="How far to look back.")] = 30,
    *,
    output: Output,
) -> None:
    """List the figures of each day's last scan, oldest first; those of removed snapshots are among them."""
    from bartizan.service.changes.trends import trends

    found = trends(scanned_home(home, quiet=output.quiet), days)
    emit([each.model_dump(mode="json") for each in found], _trends, output)


def _trends(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import TRENDS, listed

    return listed(TRENDS, rows, width, ("day", ""), "nothing was scanned then", total=total)


def _snapshots(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import SNAPSHOTS, listed

    next_ = "bartizan snapshots diff" if len(rows) > 1 else ""
    return listed(SNAPSHOTS, rows, width, ("snapshot", ""), "no snapshots", next_, total)


def _changes(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import CHANGES, listed

    return listed(CHANGES, rows, width, ("change", ""), "nothing changed", total=total)
