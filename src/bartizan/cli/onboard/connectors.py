"""`bartizan connectors`: what is watched."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome
from bartizan.cli.options import Author
from bartizan.cli.output import Output, emit, note, prints_rows

if TYPE_CHECKING:
    from bartizan.contract.onboarding import ConnectorScans
    from bartizan.state.onboarding.nouns import Connector

app = App(help="List and remove connectors.", no_args_is_help=False)


@app.callback(invoke_without_command=True)
@prints_rows
def list_command(context: typer.Context, home: Home, *, output: Output) -> None:
    """List the connectors with how their scans go, or remove one."""
    if context.invoked_subcommand:
        return
    from bartizan.cli.screen.onboard import connectors
    from bartizan.model import now
    from bartizan.service.answers.scopes.evaluated import latest_scans, no_worker
    from bartizan.service.connecting import listed

    scans = latest_scans(home, now())
    emit([shown(each, _events(home, each), scans[each.id]) for each in listed(home)], connectors, output)
    first = next(iter(scans.values()), None)
    if first and not first.is_watched and not output.quiet:
        note(no_worker(first))


@app.command("remove")
def remove_command(home: WritableHome, name: Annotated[str, typer.Argument(help="Its name.")], by: Author = "") -> None:
    """Remove a connector; the next scan leaves out what it brought."""
    from bartizan.service.connecting import disconnect

    removed = disconnect(home, name, by)
    note(f"the connector {removed.name} is removed; run `bartizan scan --all` to leave out what it brought")


def _events(home: Path, connector: "Connector") -> str:
    from bartizan.model import now
    from bartizan.service.work.event_state import event_state

    found = event_state(home, connector, now())
    return found.state if found else ""


def shown(connector: "Connector", events: str = "", scans: "ConnectorScans | None" = None) -> dict[str, Any]:
    """Return a connector as people and programs see it, with how its events come in and how its scans go."""
    return {
        "id": connector.id,
        "name": connector.name,
        "provider": connector.provider,
        "kind": connector.kind,
        "target": connector.target,
        "interval_hours": connector.interval_hours,
        "events": events,
        "scans": scans.model_dump() if scans else None,
        "settings": dict(connector.settings),
        "external_id": connector.external_id if connector.provider == "aws" else "",
        "author": connector.author,
        "created_at": connector.created_at,
    }
