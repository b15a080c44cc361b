"""`bartizan connectors`: what is watched."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome
from bartizan.cli.options import Author
from bartizan.cli.output import Output, emit, note, prints_rows

if TYPE_CHECKING:
    from bartizan.state.onboarding.nouns import Connector

app = App(help="List and remove connectors.", no_args_is_help=False)


@app.callback(invoke_without_command=True)
@prints_rows
def list_command(context: typer.Context, home: Home, *, output: Output) -> None:
    """List the connectors, or remove one."""
    if context.invoked_subcommand:
        return
    from bartizan.cli.screen.onboard import connectors
    from bartizan.service.connecting import listed

    emit([shown(each) for each in listed(home)], connectors, output)


@app.command("remove")
def remove_command(home: WritableHome, name: Annotated[str, typer.Argument(help="Its name.")], by: Author = "") -> None:
    """Remove a connector; the next scan leaves out what it brought."""
    from bartizan.service.connecting import disconnect

    removed = disconnect(home, name, by)
    note(f"the connector {removed.name} is removed; run `bartizan scan --all` to leave out what it brought")


def shown(connector: "Connector") -> dict[str, Any]:
    """Return a connector as people and programs see it."""
    return {
        "id": connector.id,
        "name": connector.name,
        "provider": connector.provider,
        "kind": connector.kind,
        "target": connector.target,
        "interval_hours": connector.interval_hours,
        "settings": dict(connector.settings),
        "external_id": connector.external_id if connector.provider == "aws" else "",
        "author": connector.author,
        "created_at": connector.created_at,
    }
