"""The commands that show what is in the code of workloads."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit, prints_rows
from bartizan.cli.read import Details
from bartizan.model import Severity

if TYPE_CHECKING:
    from bartizan.store import Engine

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
    from bartizan.report.views.vulnerabilities import packages

    rows = _rows(home, snapshot, output, lambda engine: packages(engine, resource))
    emit(rows, packages_screen, output, screenful=_SCREENFUL)


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
    from bartizan.report.views.vulnerabilities import vulnerabilities

    rows = _rows(home, snapshot, output, lambda engine: vulnerabilities(engine, resource))
    if severity:
        rows = [row for row in rows if row["severity"] and Severity(row["severity"]).rank <= severity.rank]
    emit(
        rows,
        lambda shown, width, total: vulnerabilities_screen(shown, width, total, details=details),
        output,
        screenful=_SCREENFUL,
    )


@prints_rows
def coverage_command(home: Home, details: Details = False, snapshot: Snapshot = "", *, output: Output) -> None:
    """Show whether each workload's code was assessed and, where not, why."""
    from bartizan.cli.screen.coverage import coverage_screen
    from bartizan.report.views.vulnerabilities import coverage

    rows = _rows(home, snapshot, output, coverage)
    emit(rows, lambda shown, width, _total: coverage_screen(shown, width, details=details), output)


def _rows(
    home: Path, snapshot: str, output: Output, read: "Callable[[Engine], list[dict[str, Any]]]"
) -> list[dict[str, Any]]:
    _, engine = published(home, snapshot, quiet=output.quiet)
    with engine:
        return read(engine)
