"""`bartizan compliance`: how the estate answers the controls of published frameworks."""

from typing import Annotated

import typer

from bartizan.base.bundled import bundled
from bartizan.cli.export import check_output, write_output
from bartizan.cli.options import FormatOption, Home, Snapshot, published
from bartizan.cli.output import emit
from bartizan.model import UsageError


def register(app: typer.Typer) -> None:
    """Add the compliance command."""
    app.command("compliance")(compliance_command)


def compliance_command(
    home: Home,
    framework: Annotated[str, typer.Option(help="Only this framework, such as nist-800-53.")] = "",
    page: Annotated[str, typer.Option(help="Write a printable HTML page to this file instead; - for stdout.")] = "",
    snapshot: Snapshot = "",
    format_: FormatOption = None,
) -> None:
    """List controls with the checks that passed, failed or could not be made."""
    from bartizan.base.framework import frameworks
    from bartizan.report.formats.compliance_page import compliance_page
    from bartizan.report.views.compliance import compliance

    known = frameworks([bundled("rules")])
    if framework and framework not in known:
        raise UsageError(f"unknown framework {framework!r}; choose one of {', '.join(known)}")
    if page:
        check_output(page)
    manifest, engine = published(home, snapshot)
    with engine:
        rows = compliance(engine, known, framework)
    if page:
        write_output(page, compliance_page(rows, manifest).encode())
        return
    columns = {"framework": "FRAMEWORK", "control": "CONTROL", "title": "TITLE", "status": "STATUS"}
    emit(
        rows,
        columns | {"failed": "FAILED", "passed": "PASSED", "not_evaluated": "NOT EVALUATED"},
        format_,
        "no controls",
    )
