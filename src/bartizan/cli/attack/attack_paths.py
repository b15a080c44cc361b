"""`bartizan attack-paths`: how an attacker comes from outside to what matters, and what ends each path."""

from typing import Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit_page, plain, prints_rows

_SCREENFUL = 30


def register(app: App) -> None:
    """Add the command."""
    app.command("attack-paths")(attack_paths_command)


@prints_rows
def attack_paths_command(
    home: Home,
    id_: Annotated[str, typer.Argument(metavar="ID", help="One path by its ID, or by its beginning.")] = "",
    entry: Annotated[str, typer.Option(metavar="NAME", help="Only paths that begin here: an ID or a name.")] = "",
    target: Annotated[str, typer.Option(metavar="NAME", help="Only paths that end here: an ID or a name.")] = "",
    scenario: Annotated[str, typer.Option(metavar="ID", help="Only this scenario.")] = "",
    certainty: Annotated[
        str,
        typer.Option(metavar="C", help="proven, needs_vulnerability, assumes_flaw, conditional or unknown."),
    ] = "",
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List the attack paths, worst first; with an ID, show one step by step with what ends it."""
    from bartizan.cli.screen.paths import path_screen, paths_screen
    from bartizan.service.attack import attack_paths

    asked = {"entry": entry, "target": target, "scenario": scenario, "certainty": certainty}
    with published(home, snapshot, quiet=output.quiet) as opened:
        page = attack_paths(opened, id_=id_, **asked, part=output.part(_SCREENFUL))
    screen = path_screen if id_ else paths_screen
    emit_page(plain(page), screen, output, total=page.total)
