"""`bartizan choke-points`: the fixes that end most attack paths."""

from typing import Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit, emit_page, plain, prints_rows

_SCREENFUL = 30


def register(app: App) -> None:
    """Add the command."""
    app.command("choke-points")(choke_points_command)


@prints_rows
def choke_points_command(
    home: Home,
    kind: Annotated[str, typer.Option(metavar="KIND", help="Only rule, finding or node.")] = "",
    plan: Annotated[
        int, typer.Option(min=0, metavar="N", help="The best N rules in turn: what each ends after those before it.")
    ] = 0,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List what ends most attack paths, with the exact number of them; numbers of two fixes do not add up."""
    from bartizan.cli.screen.paths import choke_points_screen
    from bartizan.service import attack

    with published(home, snapshot, quiet=output.quiet) as opened:
        if plan:
            emit(plain(attack.plan(opened, plan)), choke_points_screen, output)
            return
        page = attack.choke_points(opened, kind=kind, part=output.part(_SCREENFUL))
    emit_page(plain(page), choke_points_screen, output, total=page.total)
