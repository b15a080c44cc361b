"""`bartizan notifications`: who is notified of what, and what was delivered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, WritableHome
from bartizan.cli.options import Author
from bartizan.cli.output import Output, Row, emit, note, prints_rows

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

app = App(help="Notify people and systems of what is new, overdue or not evaluated; `watch` and `serve` deliver.")
_KINDS = "finding, attack_path, exploited, overdue, incomplete, advisories or query"


@app.command("add")
@prints_rows
def add_command(
    home: WritableHome,
    name: Annotated[str, typer.Argument(help="A name for the rule.")],
    to: Annotated[
        str,
        typer.Option(metavar="RECEIVER:ADDRESS", help="webhook:URL, slack:env:NAME, teams:env:NAME or email:ADDRESS."),
    ],
    on: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help=f"{_KINDS}; may be repeated. Default: all but query.")
    ] = None,
    level: Annotated[str, typer.Option(metavar="LEVEL", help="This risk level and worse.")] = "",
    scope: Annotated[str, typer.Option(metavar="ID", help="Only this account or subscription.")] = "",
    query: Annotated[str, typer.Option(metavar="NAME", help="The saved query whose new matches are meant.")] = "",
    after: Annotated[
        int, typer.Option(min=0, max=8760, metavar="HOURS", help="Escalate: what is still open after so long.")
    ] = 0,
    digest: Annotated[
        int, typer.Option(min=0, max=1440, metavar="MINUTES", help="Gather so long, then send one message.")
    ] = 0,
    quiet_hours: Annotated[
        str, typer.Option(metavar="HOURS", help="No messages then: '22:00-06:00 Europe/Berlin'.")
    ] = "",
    secret: Annotated[
        str, typer.Option(metavar="REFERENCE", help="What a webhook is signed with: env:NAME or file:PATH.")
    ] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The receiver may be in a private network.")
    ] = False,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Add a rule: its receiver is sent what is new from now on."""
    from bartizan.service.notifying.rules import NotificationRequest, add_rule

    receiver, _, address = to.partition(":")
    kinds = {"kinds": tuple(on)} if on else {}
    request = NotificationRequest(
        name, receiver, address, secret, level=level, scope=scope, query=query, after_hours=after,
        digest_minutes=digest, quiet=quiet_hours, allows_private=allow_private, by=by, **kinds,
    )  # fmt: skip
    added = add_rule(home, request)
    _emit_rules([each for each in _rules(home) if each["id"] == added.id], output)
    if not output.quiet:
        note(f"try it: bartizan notifications test {added.name}")


@app.command("list")
@prints_rows
def list_command(home: Home, *, output: Output) -> None:
    """List the notification rules by name."""
    _emit_rules(_rules(home), output)


@app.command("remove")
def remove_command(home: WritableHome, name: Annotated[str, typer.Argument(help="Its name.")], by: Author = "") -> None:
    """Remove a notification rule; nothing more is sent."""
    from bartizan.service.notifying.rules import remove_rule

    note(f"the notification rule {remove_rule(home, name, by).name} is removed")


@app.command("test")
def test_command(home: Home, name: Annotated[str, typer.Argument(help="Its name.")]) -> None:
    """Send a test message to a rule's receiver, at once."""
    from bartizan.service.notifying.rules import send_test

    send_test(home, name)
    note(f"the receiver of {name} took the test message")


@app.command("deliveries")
@prints_rows
def deliveries_command(home: Home, *, output: Output) -> None:
    """List the messages, newest first, and how each went."""
    from bartizan.service.notifying.listing import delivery_items

    found = delivery_items(home, 200)
    emit([each.model_dump(mode="json") for each in found.items], _deliveries, output)


def _rules(home: Home) -> list[dict[str, Any]]:
    from bartizan.service.notifying.listing import rule_items

    return [each.model_dump(mode="json") for each in rule_items(home)]


def _emit_rules(rows: list[dict[str, Any]], output: Output) -> None:
    emit(rows, _rule_screen, output)


def _rule_screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import listed
    from bartizan.cli.screen.notifications import RULES

    return listed(
        RULES, rows, width, ("rule", ""), "nobody is notified; `bartizan notifications add --help`", total=total
    )


def _deliveries(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import listed
    from bartizan.cli.screen.notifications import DELIVERIES

    return listed(DELIVERIES, rows, width, ("message", ""), "nothing was delivered yet", total=total)
