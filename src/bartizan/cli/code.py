"""The commands that tell what is in the code of workloads."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.options import FormatOption, Home, Snapshot, published
from bartizan.cli.output import emit, plain
from bartizan.model import Severity

if TYPE_CHECKING:
    from bartizan.contract import Contract, Page
    from bartizan.store import Engine

Resource = Annotated[str, typer.Option(help="Only this resource ID.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("packages")(packages_command)
    app.command("vulnerabilities")(vulnerabilities_command)
    app.command("coverage")(coverage_command)


def packages_command(
    home: Home, resource: Resource = "", snapshot: Snapshot = "", format_: FormatOption = None
) -> None:
    """List the third-party packages in the code of each workload: the bill of materials."""
    from bartizan.report.views.vulnerabilities import packages

    rows = _rows(home, snapshot, lambda engine: packages(engine, resource))
    columns = {"resource_name": "RESOURCE", "ecosystem": "ECOSYSTEM", "name": "PACKAGE", "version": "VERSION"}
    emit(rows, columns | {"evidence": "EVIDENCE", "path": "PATH", "layer": "LAYER"}, format_, "no packages")


def vulnerabilities_command(
    home: Home,
    resource: Resource = "",
    severity: Annotated[Severity | None, typer.Option(help="Only this severity and worse.")] = None,
    snapshot: Snapshot = "",
    format_: FormatOption = None,
) -> None:
    """List the known vulnerabilities of these packages, worst first, with the versions that fix them."""
    from bartizan.report.views.vulnerabilities import vulnerabilities

    rows = _rows(home, snapshot, lambda engine: vulnerabilities(engine, resource, severity or ""))
    columns = {"severity": "SEVERITY", "advisory_id": "ADVISORY", "cve": "CVE", "package": "PACKAGE"}
    columns |= {
        "version": "VERSION",
        "fixed_versions": "FIXED IN",
        "kev": "EXPLOITED",
        "resource_name": "RESOURCE",
        "path": "PATH",
    }
    emit(rows, columns | {"status": "STATUS"}, format_, "no known vulnerabilities in what could be read; see coverage")


def coverage_command(home: Home, snapshot: Snapshot = "", format_: FormatOption = None) -> None:
    """List whether each workload's code was assessed and, where not, why."""
    from bartizan.report.views.vulnerabilities import coverage

    rows = _rows(home, snapshot, coverage)
    columns = {"resource_name": "RESOURCE", "resource_type": "TYPE", "status": "STATUS", "reason": "REASON"}
    emit(rows, columns | {"packages": "PACKAGES", "detail": "DETAIL"}, format_, "no workloads")


def _rows(home: Any, snapshot: str, view: "Callable[[Engine], Page[Contract]]") -> list[dict[str, Any]]:
    _, engine = published(home, snapshot)
    with engine:
        return plain(view(engine))
