"""The commands that show what is in the code of workloads."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, Row, emit_page, plain, prints_rows
from bartizan.cli.read import Details
from bartizan.model import Severity

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

_SCREENFUL = 100
Resource = Annotated[str, typer.Option(metavar="NAME", help="Only this resource: its ID or name.")]


def register(app: App) -> None:
    """Add the commands."""
    app.command("packages")(packages_command)
    app.command("vulnerabilities")(vulnerabilities_command)
    app.command("coverage")(coverage_command)


@prints_rows
def packages_command(home: Home, resource: Resource = "", snapshot: Snapshot = "", *, output: Output) -> None:
    """List the third-party packages in the code of each workload: the bill of materials."""
    from bartizan.cli.screen.vulnerabilities import packages_screen
    from bartizan.service.lists import packages

    with published(home, snapshot, quiet=output.quiet) as opened:
        page = packages(opened, resource=resource, part=output.part(_SCREENFUL))
    emit_page(plain(page), packages_screen, output, total=page.total)


@prints_rows
def vulnerabilities_command(
    home: Home,
    resource: Resource = "",
    severity: Annotated[
        Severity | None, typer.Option(metavar="SEVERITY", help="This severity and worse: critical, high, medium, …")
    ] = None,
    details: Details = False,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List the known vulnerabilities of these packages, worst first, with the versions that fix them."""
    from bartizan.cli.screen.vulnerabilities import vulnerabilities_screen
    from bartizan.service.lists import vulnerabilities

    with published(home, snapshot, quiet=output.quiet) as opened:
        page = vulnerabilities(opened, resource=resource, severity=severity or "", part=output.part(_SCREENFUL))

    def screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
        return vulnerabilities_screen(rows, width, total, details=details)

    emit_page(plain(page), screen, output, total=page.total)


@prints_rows
def coverage_command(home: Home, details: Details = False, snapshot: Snapshot = "", *, output: Output) -> None:
    """Show whether each workload's code was assessed and, where not, why."""
    from bartizan.cli.screen.coverage import coverage_screen
    from bartizan.report.paging import Part
    from bartizan.service.lists import coverage

    with published(home, snapshot, quiet=output.quiet) as opened:
        # The counts of the screen are of all workloads, however few of them are to be shown.
        page = coverage(opened, part=Part(output.keys) if output.is_table and not output.columns else output.part())

    def screen(rows: Sequence[Row], width: int | None, _total: "Totals") -> "list[Line]":
        return coverage_screen(rows, width, details=details, most=output.most())

    emit_page(plain(page), screen, output, total=page.total)
