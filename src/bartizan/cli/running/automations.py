"""`bartizan automations`: run what the settings allow for new findings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome
from bartizan.cli.options import Author
from bartizan.cli.output import Output, Row, emit, note, prints_rows

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

app = App(help="Run a command or call a URL for new findings; settings.yaml says what may be run.")
Name = Annotated[str, typer.Argument(help="Its name in settings.yaml.")]


@app.command("list")
@prints_rows
def list_command(home: Home, *, output: Output) -> None:
    """List what settings.yaml allows, and what of it is enabled."""
    from bartizan.service.exporting.automating import allowed
    from bartizan.service.exporting.rules import export_items
    from bartizan.state.notify.nouns import AUTOMATION

    enabled = {each.name: each.author for each in export_items(home, (AUTOMATION,))}
    rows = [
        {
            "name": name,
            "enabled": name in enabled,
            "enabled_by": enabled.get(name, ""),
            "rules": settings.rules,
            "runs": settings.url or " ".join(settings.command),
            "seconds": settings.seconds,
        }
        for name, settings in allowed(home).items()
    ]
    emit(rows, _screen, output)


@app.command("enable")
def enable_command(home: WritableHome, name: Name, by: Author = "") -> None:
    """Run an automation for each finding that is new from now on."""
    from bartizan.service.exporting.automating import enable

    enable(home, name, by)
    note(f"{name} is run for what is new from now on; `bartizan notifications deliveries` says how that goes")


@app.command("disable")
def disable_command(home: WritableHome, name: Name, by: Author = "") -> None:
    """Stop running an automation, also for what is new already."""
    from bartizan.service.exporting.rules import remove_export
    from bartizan.state.notify.nouns import AUTOMATION

    remove_export(home, name, by, (AUTOMATION,))
    note(f"{name} is not run any more")


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import listed
    from bartizan.cli.screen.notifications import AUTOMATIONS

    none = "settings.yaml allows no automation"
    return listed(AUTOMATIONS, rows, width, ("automation", ""), none, total=total)
