"""The commands that read a published snapshot."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, Row, emit, emit_page, plain, prints_rows
from bartizan.model import Severity, Status

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line
    from bartizan.contract import Finding
    from bartizan.service.published import Published

_SCREENFUL = 50
Details = Annotated[bool, typer.Option("--details", help="Everything about each, whatever the width of the table.")]


def register(app: App) -> None:
    """Add the read commands."""
    app.command("inventory")(inventory_command)
    app.command("findings")(findings_command)
    app.command("recommendations")(recommendations_command)


@prints_rows
def inventory_command(
    home: Home,
    type_: Annotated[
        str, typer.Option("--type", metavar="TYPE", help="Only this type, such as aws_iam_role or 'IAM role'.")
    ] = "",
    scope: Annotated[str, typer.Option(metavar="ID", help="Only this account or subscription.")] = "",
    all_: Annotated[
        bool, typer.Option("--all", help="Resources of every type in the table, too; JSON and CSV always have them.")
    ] = False,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List the workloads, riskiest first, each with its findings. JSON and CSV list the other resources, too."""
    from bartizan.cli.screen.inventory import inventory_screen
    from bartizan.report.paging import Part
    from bartizan.service.lists import inventory

    with published(home, snapshot, quiet=output.quiet) as opened:
        type_ = _type(opened, type_)
        only = output.is_table and not (all_ or type_)
        page = inventory(opened, type_=type_, scope=scope, workloads_only=only, part=output.part())
        others = inventory(opened, scope=scope, part=Part(limit=0)).total - page.total if only else 0
        deprecated = _deprecated(opened) if output.is_table else set()
    noun = ("workload", "") if only else ("resource", "")

    def screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
        return inventory_screen(rows, width, others=others, total=total, deprecated=deprecated, what=noun)

    emit_page(plain(page), screen, output, total=page.total)


def _type(opened: "Published", word: str) -> str:
    """Return the type that a table calls by these words, such as ``IAM role``; other texts as they are."""
    from bartizan.cli.screen.words import types_of

    return next(iter(types_of(word, opened.engine.tables())), word) if word else ""


def _deprecated(opened: "Published") -> set[str]:
    """Return the workloads whose runtime gets no more fixes, by the findings that say so."""
    from bartizan.service.lists import failing_resources

    return failing_resources(opened, ("aws.lambda.deprecated_runtime", "azure.app.language_end_of_life"))


@prints_rows
def findings_command(
    home: Home,
    status: Annotated[
        Status | None,
        typer.Option(
            metavar="STATUS", help=f"One of {', '.join(Status)}. Default: fail in a table, else all but pass."
        ),
    ] = None,
    severity: Annotated[
        Severity | None, typer.Option(metavar="SEVERITY", help="This severity and worse: critical, high, medium, …")
    ] = None,
    rule: Annotated[str, typer.Option(metavar="ID", help="Only this rule.")] = "",
    resource: Annotated[str, typer.Option(metavar="NAME", help="Only this resource: its ID or name.")] = "",
    details: Details = False,
    fix_script: Annotated[
        bool, typer.Option("--fix-script", help="Print the fixes as a script of bash, to be reviewed; nothing is run.")
    ] = False,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List the findings, worst first: what is wrong, where, and how to fix it."""
    from bartizan.cli.screen.findings import findings_screen
    from bartizan.report.paging import Part
    from bartizan.service.lists import findings

    wanted = status or (Status.FAIL if output.is_table else "")
    asked = {"severity": severity or "", "rule": rule, "resource": resource}
    with published(home, snapshot, quiet=output.quiet) as opened:
        if fix_script:
            _print_fixes(findings(opened, status=Status.FAIL, **asked, part=output.part(0)).items, opened.manifest.id)
            return
        counts = output.is_table and status is None
        unknown = findings(opened, status=Status.UNKNOWN, **asked, part=Part(limit=0)).total if counts else 0
        page = findings(opened, status=wanted, **asked, part=output.part(_SCREENFUL))

    def screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
        return findings_screen(rows, width, total, details=details)

    emit_page(plain(page), screen, output, total=page.total, unknown=unknown)


def _print_fixes(found: "Sequence[Finding]", snapshot_id: str) -> None:
    from bartizan.report.formats.fix_script import fix_script

    print(fix_script(found, snapshot_id), end="")


@prints_rows
def recommendations_command(home: Home, snapshot: Snapshot = "", *, output: Output) -> None:
    """List what to fix, one row per rule, riskiest first."""
    from bartizan.cli.screen.recommendations import recommendations_screen
    from bartizan.service.lists import recommendations

    with published(home, snapshot, quiet=output.quiet) as opened:
        rows = plain(recommendations(opened))
    emit(rows, recommendations_screen, output)
