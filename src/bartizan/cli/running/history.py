"""`bartizan history`: what happened to one resource, and who changed it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, Row, emit, prints_rows

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line


def register(app: App) -> None:
    """Add the command."""
    app.command("history")(history_command)


@prints_rows
def history_command(
    home: Home,
    resource: Annotated[str, typer.Argument(metavar="RESOURCE", help="The resource: its ID or name.")],
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List what happened to a resource, newest first: findings, paths, decisions, and who changed it."""
    from bartizan.service.history import history
    from bartizan.service.names import Names

    with published(home, snapshot, quiet=output.quiet) as opened:
        named = Names(opened.engine).resource(resource)
        rows = [each.model_dump(mode="json") for each in history(opened, named)]
    emit(rows, _history, output)


def _history(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import HISTORY, listed

    return listed(HISTORY, rows, width, ("event", ""), "nothing happened yet", total=total)
