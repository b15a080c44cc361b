"""`bartizan sql`: one SELECT over the tables of a snapshot."""

from typing import Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit, prints_rows


def register(app: App) -> None:
    """Add the sql command."""
    app.command("sql")(sql_command)


@prints_rows
def sql_command(
    home: Home,
    select: Annotated[str, typer.Argument(help="One SELECT; docs/reference/tables.md has the tables.")],
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """Run one SELECT, within 10 seconds and 1 GB; it can read nothing but the snapshot and change nothing."""
    from bartizan.cli.screen.explorer import rows_screen
    from bartizan.service.exploring import run_sql

    with published(home, snapshot, quiet=output.quiet) as opened:
        rows = run_sql(opened.engine, select)
    emit(rows, rows_screen, output)
