"""`bartizan doctor`: check this installation and its home."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.output import Output, Row, emit, prints_rows

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

_FAILED = 4


def register(app: App) -> None:
    """Add the doctor command."""
    app.command("doctor")(doctor_command)


@prints_rows
def doctor_command(home: Home, *, output: Output) -> None:
    """Check this installation and its home, and say what to do; exit 4 where something does not work."""
    from bartizan.service.changes.self_check import self_checks

    found = self_checks(home)
    emit([asdict(each) for each in found], _screen, output)
    if any(each.state == "failed" for each in found):
        raise typer.Exit(_FAILED)


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import CHECKS, listed

    return listed(CHECKS, rows, width, ("check", ""), "no checks", total=total)
