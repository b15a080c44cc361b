"""`bartizan snapshots`: which scans were published, and what changed from one to another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, scanned_home
from bartizan.cli.output import Output, Row, emit, prints_rows

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


def _snapshots(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import SNAPSHOTS, listed

    next_ = "bartizan snapshots diff" if len(rows) > 1 else ""
    return listed(SNAPSHOTS, rows, width, ("snapshot", ""), "no snapshots", next_, total)


def _changes(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import CHANGES, listed

    return listed(CHANGES, rows, width, ("change", ""), "nothing changed", total=total)
