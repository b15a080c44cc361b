"""`bartizan exports`: where what changes with each scan is written to."""

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

app = App(help="Send what each scan found new, changed or resolved to other systems; `watch` and `serve` deliver.")
Name = Annotated[str, typer.Argument(help="Its name.")]


@app.command("add")
@prints_rows
def add_command(
    home: WritableHome,
    name: Annotated[str, typer.Argument(help="A name for the export.")],
    to: Annotated[
        str,
        typer.Option(
            metavar="RECEIVER:ADDRESS",
            help="file:FOLDER, https:URL, s3:BUCKET/PREFIX, sqs:QUEUE_URL (all OCSF), security-hub, "
            "sarif:file:FOLDER or sarif:s3:BUCKET/PREFIX.",
        ),
    ],
    secret: Annotated[
        str, typer.Option(metavar="REFERENCE", help="What https is signed with: env:NAME or file:PATH.")
    ] = "",
    role: Annotated[
        str,
        typer.Option(metavar="ARN", help="AWS role to write with; {account} in it is the finding's own account."),
    ] = "",
    changes_only: Annotated[
        bool, typer.Option("--changes-only", help="Send what changes from now on, not all that there is.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The receiver may be in a private network.")
    ] = False,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Add an export.

    Its receiver is sent all findings that there are, then what changes with each scan.
    """
    from bartizan.service.exporting.rules import ExportRequest, add_export

    receiver, _, address = to.partition(":")
    address = to if address.startswith("//") else address  # https://… is whole without https: before it
    add_export(home, ExportRequest(name, receiver, address, secret, role, allow_private, not changes_only, by))
    _emit([each for each in _exports(home) if each["name"] == name], output)
    if not output.quiet:
        note(f"try it: bartizan exports test {name}")


@app.command("list")
@prints_rows
def list_command(home: Home, *, output: Output) -> None:
    """List the exports by name."""
    _emit(_exports(home), output)


@app.command("remove")
def remove_command(home: WritableHome, name: Name, by: Author = "") -> None:
    """Remove an export; nothing more is sent."""
    from bartizan.service.exporting.rules import remove_export

    remove_export(home, name, by)
    note(f"the export {name} is removed")


@app.command("test")
def test_command(home: Home, name: Name) -> None:
    """Send a test event to an export's receiver, at once."""
    from bartizan.service.exporting.rules import send_test_part

    send_test_part(home, name)
    note(f"the receiver of {name} took the test event")


@app.command("resend")
def resend_command(home: WritableHome, name: Name) -> None:
    """Send all findings of the latest scan once more.

    Such as to an account that refused them.
    """
    from bartizan.service.exporting.rules import resend

    resend(home, name)
    note(f"all findings are sent to {name} again; `bartizan notifications deliveries` says how that goes")


def _exports(home: Home) -> list[dict[str, Any]]:
    from bartizan.service.exporting.rules import export_items

    return [each.model_dump(mode="json") for each in export_items(home)]


def _emit(rows: list[dict[str, Any]], output: Output) -> None:
    emit(rows, _screen, output)


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import listed
    from bartizan.cli.screen.notifications import EXPORTS

    none = "nothing is exported; `bartizan exports add --help`"
    return listed(EXPORTS, rows, width, ("export", ""), none, total=total)
