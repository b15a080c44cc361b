"""The commands that read a published snapshot."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, Row, emit, emit_page, plain, prints_rows
from bartizan.model import Severity, Status, UsageError

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line
    from bartizan.store import Engine

_HEALTHY = ("pass", "not_applicable")
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
    from bartizan.report.views.inventory import inventory

    with published(home, snapshot, quiet=output.quiet) as opened:
        type_ = _known_type(opened.engine, type_)
        only = output.is_table and not (all_ or type_)
        page = inventory(opened.engine, type_, scope, workloads_only=only, part=output.part())
        others = inventory(opened.engine, "", scope, part=Part(limit=1)).total - page.total if only else 0
        deprecated = _deprecated(opened.engine) if output.is_table else set()
    noun = ("workload", "") if only else ("resource", "")

    def screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
        return inventory_screen(rows, width, others=others, total=total, deprecated=deprecated, what=noun)

    emit_page(plain(page), screen, output, total=page.total)


def _known_type(engine: "Engine", word: str) -> str:
    """Return the type that a word means: its name, or what the table calls it.

    Raises:
        UsageError: there is no such type; the message names the nearest.
    """
    from bartizan.base.yaml_document import suggestion
    from bartizan.cli.screen.words import types_of

    if not word:
        return ""
    held = [row["type"] for row in engine.rows("select distinct type from resource order by 1")]
    known = sorted({*held, *engine.tables()})
    if found := types_of(word, held) or types_of(word, known):
        return found[0]
    raise UsageError(
        f"unknown type {word!r}{suggestion(word, held)}; this snapshot holds {', '.join(held) or 'no resources'}"
    )


def _deprecated(engine: "Engine") -> set[str]:
    """Return the workloads whose runtime gets no more fixes, by the finding that says so."""
    return {
        row["resource_id"]
        for row in engine.rows(
            "select resource_id from finding where status = 'fail' and "
            "(rule_id like '%.deprecated_runtime' or rule_id like '%.end_of_life_runtime')"
        )
    }


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
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """List the findings, worst first: what is wrong, where, and how to fix it."""
    from bartizan.cli.screen.findings import findings_screen
    from bartizan.report.paging import Part
    from bartizan.report.views.findings import FindingFilter, findings

    wanted = status or (Status.FAIL if output.is_table else "")
    with published(home, snapshot, quiet=output.quiet) as opened:
        if status in _HEALTHY:
            from bartizan.service.reevaluate import keep_healthy

            keep_healthy(opened.engine, str(status))
        asked = FindingFilter(wanted, severity or "", rule, resource)
        page = findings(opened.engine, asked, output.part(_SCREENFUL))
        undecided = replace(asked, status=Status.UNKNOWN)
        unknown = 0 if status or not output.is_table else findings(opened.engine, undecided, Part(limit=1)).total

    def screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
        return findings_screen(rows, width, total, details=details)

    emit_page(plain(page), screen, output, total=page.total, unknown=unknown)


@prints_rows
def recommendations_command(home: Home, snapshot: Snapshot = "", *, output: Output) -> None:
    """List what to fix, one row per rule, riskiest first."""
    from bartizan.cli.screen.recommendations import recommendations_screen
    from bartizan.report.views.recommendations import recommendations

    with published(home, snapshot, quiet=output.quiet) as opened:
        rows = plain(recommendations(opened.engine))
    emit(rows, recommendations_screen, output)
