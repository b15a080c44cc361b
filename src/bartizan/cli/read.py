"""The commands that read a published snapshot."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import Snapshot, published
from bartizan.cli.output import Output, emit, prints_rows
from bartizan.model import Severity, Status, UsageError

if TYPE_CHECKING:
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
    from bartizan.decide.workload import WORKLOADS
    from bartizan.report.views.inventory import inventory

    _, engine = published(home, snapshot, quiet=output.quiet)
    with engine:
        type_ = _known_type(engine, type_)
        rows = inventory(engine, type_, scope)
        deprecated = _deprecated(engine) if output.is_table else set()
    everything = len(rows)
    if output.is_table and not (all_ or type_):
        rows = [row for row in rows if row["type"] in WORKLOADS]
    noun = ("resource", "") if all_ or type_ else ("workload", "")
    others = everything - len(rows)
    emit(
        rows,
        lambda shown, width, total: inventory_screen(
            shown, width, others=others, total=total, deprecated=deprecated, what=noun
        ),
        output,
    )


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
        typer.Option(metavar="STATUS", help=f"One of {', '.join(Status)}. Default: fail in a table, else all but pass."),
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
    from bartizan.report.views.findings import findings

    _, engine = published(home, snapshot, quiet=output.quiet)
    with engine:
        if status in _HEALTHY:
            from bartizan.service.reevaluate import keep_healthy

            keep_healthy(engine, str(status))
        rows: Sequence[dict[str, Any]] = findings(
            engine, status=status or "", severity=severity or "", rule=rule, resource=resource
        )
    unknown = sum(row["status"] == "unknown" for row in rows)
    if output.is_table and status is None:
        rows, unknown = [row for row in rows if row["status"] == "fail"], unknown
    emit(
        rows,
        lambda shown, width, total: findings_screen(shown, width, total, details=details),
        output,
        unknown=0 if status else unknown,
        screenful=_SCREENFUL,
    )


@prints_rows
def recommendations_command(home: Home, snapshot: Snapshot = "", *, output: Output) -> None:
    """List what to fix, one row per rule, riskiest first."""
    from bartizan.cli.screen.recommendations import recommendations_screen
    from bartizan.report.views.recommendations import recommendations

    _, engine = published(home, snapshot, quiet=output.quiet)
    with engine:
        rows = recommendations(engine)
    emit(rows, recommendations_screen, output)
