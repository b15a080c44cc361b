"""`bartizan compliance`: how the estate answers the controls of published frameworks."""

from typing import Annotated

import typer

from bartizan.base.bundled import bundled
from bartizan.cli.export import check_output, write_output
from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit, prints_rows
from bartizan.model import UsageError


def register(app: App) -> None:
    """Add the compliance command."""
    app.command("compliance")(compliance_command)


@prints_rows
def compliance_command(
    home: Home,
    framework: Annotated[str, typer.Option(metavar="ID", help="Only this framework, such as nist-800-53.")] = "",
    scope: Annotated[str, typer.Option(metavar="ID", help="Only this account or subscription.")] = "",
    page: Annotated[str, typer.Option(metavar="FILE", help="Write a printable HTML page instead; - for stdout.")] = "",
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List controls with the checks that passed, failed or could not be made."""
    from bartizan.base.framework import frameworks
    from bartizan.base.suggestion import suggestion
    from bartizan.cli.screen.listed import CONTROLS, listed
    from bartizan.report.formats.compliance_page import compliance_page
    from bartizan.report.views.compliance import compliance
    from bartizan.service.names import Names

    known = frameworks([bundled("rules")])
    if framework and framework not in known:
        raise UsageError(
            f"unknown framework {framework!r}{suggestion(framework, known)}; choose one of {', '.join(known)}"
        )
    if page:
        check_output(page)
    with published(home, snapshot, quiet=output.quiet) as opened:
        scopes = [named] if (named := Names(opened.engine).scope(scope)) else []
        rows = compliance(opened.engine, known, framework, scopes)
    if page:
        write_output(page, compliance_page(rows, opened.manifest, scope).encode())
        return
    emit(
        rows,
        lambda shown, width, total: listed(
            CONTROLS, shown, width, ("control", ""), "no controls", "bartizan compliance --page report.html", total
        ),
        output,
    )
