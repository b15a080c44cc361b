"""The command that lists identities."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, Row, emit_page, plain, prints_rows

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

_SCREENFUL = 50


class IdentityType(StrEnum):
    """What a principal is."""

    ROLE = "role"
    USER = "user"
    GROUP = "group"
    SERVICE_PRINCIPAL = "service_principal"
    MANAGED_IDENTITY = "managed_identity"
    UNKNOWN = "unknown"


def register(app: App) -> None:
    """Add the command."""
    app.command("identities")(identities_command)


@prints_rows
def identities_command(
    home: Home,
    can_become_admin: Annotated[
        bool, typer.Option("--can-become-admin", help="Leave out those that surely cannot become an administrator.")
    ] = False,
    type_: Annotated[
        IdentityType | None,
        typer.Option("--type", metavar="TYPE", help=f"Only this type: {', '.join(IdentityType)}."),
    ] = None,
    scope: Annotated[str, typer.Option(metavar="ID", help="Only this account or subscription.")] = "",
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List roles, users and other principals: who is or can become an administrator, how, and what data each has."""
    from bartizan.cli.screen.attack.identities import identities_screen
    from bartizan.service.lists import identities

    with published(home, snapshot, quiet=output.quiet) as opened:
        page = identities(
            opened,
            type_=type_ or "",
            scope=scope,
            can_become_admin=can_become_admin,
            part=output.part(_SCREENFUL),
        )

    def screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
        return identities_screen(rows, width, total)

    emit_page(plain(page), screen, output, total=page.total)
