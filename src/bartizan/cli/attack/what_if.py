"""`bartizan what-if`: which attack paths are left after fixes."""

from functools import partial
from typing import Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit, plain, prints_rows
from bartizan.model import UsageError


def register(app: App) -> None:
    """Add the command."""
    app.command("what-if")(what_if_command)


@prints_rows
def what_if_command(
    home: Home,
    rule: Annotated[list[str] | None, typer.Option(metavar="ID", help="Fix this rule everywhere; repeatable.")] = None,
    node: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Remove this; repeatable.")] = None,
    finding: Annotated[list[str] | None, typer.Option(metavar="ID", help="Fix this finding; repeatable.")] = None,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """Show which attack paths are gone and which are left once all that is named is fixed."""
    from bartizan.cli.screen.paths import what_if_screen
    from bartizan.service.attack import what_if

    if not (rule or node or finding):
        raise UsageError("name what is fixed: --rule ID, --node NAME or --finding ID")
    with published(home, snapshot, quiet=output.quiet) as opened:
        page = what_if(opened, rules=rule or (), nodes=node or (), findings=finding or ())
    gone = sum(row.outcome == "gone" for row in page.items)
    emit(plain(page), partial(what_if_screen, gone=gone), output)
