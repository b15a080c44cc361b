"""`bartizan tickets`: an issue in a tracker for each recommendation."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome
from bartizan.cli.options import Author
from bartizan.cli.output import Output, Row, emit, note, prints_rows
from bartizan.model import UsageError

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

app = App(help="Keep an issue of GitHub or Jira for each recommendation; `watch` and `serve` deliver.")


@app.command("add")
@prints_rows
def add_command(
    home: WritableHome,
    name: Annotated[str, typer.Argument(help="A name for the tracker.")],
    to: Annotated[
        str, typer.Option(metavar="TRACKER:ADDRESS", help="github:OWNER/REPOSITORY or jira:https://SITE/PROJECT.")
    ],
    token: Annotated[
        str, typer.Option(metavar="REFERENCE", help="env:NAME or file:PATH; in Jira's cloud EMAIL:TOKEN.")
    ],
    level: Annotated[str, typer.Option(metavar="LEVEL", help="Open issues for this risk level and worse.")] = "high",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The tracker may be in a private network.")
    ] = False,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Add a tracker.

    Issues are opened once, kept true, closed when nothing is left to fix, and opened again.
    """
    from bartizan.service.exporting.rules import TicketRequest, add_tracker

    tracker, _, address = to.partition(":")
    add_tracker(home, TicketRequest(name, tracker, address, token, level, allow_private, by))
    emit([each for each in _trackers(home) if each["name"] == name], _screen, output)


@app.command("change")
def change_command(
    home: WritableHome,
    name: Annotated[str, typer.Argument(help="Its name.")],
    level: Annotated[str, typer.Option(metavar="LEVEL", help="Open issues for this risk level and worse.")],
    by: Author = "",
) -> None:
    """Have issues made for another risk level; those that are there stay, and are kept."""
    from bartizan.service.exporting.trackers import change_tracker, kept_trackers

    if name not in {each.rule.name for each in kept_trackers(home)}:
        raise UsageError(f"no tracker {name!r}; see `bartizan tickets list`")
    changed = change_tracker(home, name, level, by)
    note(f"the tracker {name} has issues for {changed.level} and worse")


@app.command("list")
@prints_rows
def list_command(home: Home, *, output: Output) -> None:
    """List the trackers by name."""
    emit(_trackers(home), _screen, output)


@app.command("remove")
def remove_command(home: WritableHome, name: Annotated[str, typer.Argument(help="Its name.")], by: Author = "") -> None:
    """Remove a tracker; its issues stay as they are."""
    from bartizan.service.exporting.rules import remove_export
    from bartizan.state.notify.nouns import TICKETS

    remove_export(home, name, by, TICKETS)
    note(f"the tracker {name} is removed; its issues stay as they are")


def _trackers(home: Home) -> list[dict[str, Any]]:
    from bartizan.service.exporting.rules import export_items
    from bartizan.state.notify.nouns import TICKETS

    return [each.model_dump(mode="json") for each in export_items(home, TICKETS)]


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import listed
    from bartizan.cli.screen.notifications import EXPORTS

    none = "no issues are made; `bartizan tickets add --help`"
    return listed(EXPORTS, rows, width, ("tracker", ""), none, total=total)
