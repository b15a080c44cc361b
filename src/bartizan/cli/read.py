"""The commands that read a published snapshot."""

from typing import Annotated

import typer

from bartizan.cli.options import FormatOption, Home, Snapshot, published
from bartizan.cli.output import emit, plain
from bartizan.model import Severity, Status, UsageError

_HEALTHY = ("pass", "not_applicable")


def register(app: typer.Typer) -> None:
    """Add the read commands."""
    app.command("inventory")(inventory_command)
    app.command("findings")(findings_command)
    app.command("recommendations")(recommendations_command)


def inventory_command(
    home: Home,
    type_: Annotated[str, typer.Option("--type", help="Only this type, such as aws_lambda_function.")] = "",
    scope: Annotated[str, typer.Option(help="Only this account or subscription.")] = "",
    snapshot: Snapshot = "",
    format_: FormatOption = None,
) -> None:
    """List the resources, riskiest first, each with its findings."""
    from bartizan.report.views.inventory import inventory

    _, engine = published(home, snapshot)
    with engine:
        known = [row["type"] for row in engine.rows("select distinct type from resource order by 1")]
        tables = set(engine.tables())
        if type_ and type_ not in known and type_ not in tables:
            raise UsageError(f"unknown type {type_!r}; this snapshot holds {', '.join(known) or 'no resources'}")
        rows = plain(inventory(engine, type_, scope))
    columns = {"name": "NAME", "type": "TYPE", "scope": "SCOPE", "region": "REGION", "runtime": "RUNTIME"}
    emit(
        rows,
        columns | {"exposure": "EXPOSURE", "authentication": "AUTH", "risk_level": "RISK", "findings": "FINDINGS"},
        format_,
        "no resources",
    )


def findings_command(
    home: Home,
    status: Annotated[Status | None, typer.Option(help="Default: all that are not passing.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only this severity and worse.")] = None,
    rule: Annotated[str, typer.Option(help="Only this rule.")] = "",
    resource: Annotated[str, typer.Option(help="Only this resource ID.")] = "",
    snapshot: Snapshot = "",
    format_: FormatOption = None,
) -> None:
    """List the findings, worst first: what is wrong, where, and how to fix it."""
    from bartizan.report.views.findings import FindingFilter, findings

    _, engine = published(home, snapshot)
    with engine:
        if status in _HEALTHY:
            from bartizan.service.reevaluate import keep_healthy

            keep_healthy(engine, str(status))
        rows = plain(findings(engine, FindingFilter(status or "", severity or "", rule, resource)))
    columns = {"risk_level": "RISK", "severity": "SEVERITY", "status": "STATUS", "title": "FINDING"}
    columns |= {"resource_name": "RESOURCE"}
    emit(rows, columns | {"resource_type": "TYPE", "scope": "SCOPE", "missing": "NOT READ"}, format_, "no findings")


def recommendations_command(home: Home, snapshot: Snapshot = "", format_: FormatOption = None) -> None:
    """List what to fix, one row per rule, riskiest first."""
    from bartizan.report.views.recommendations import recommendations

    _, engine = published(home, snapshot)
    with engine:
        rows = plain(recommendations(engine))
    columns = {"risk_level": "RISK", "severity": "SEVERITY", "title": "RECOMMENDATION", "unhealthy": "UNHEALTHY"}
    columns |= {"healthy": "HEALTHY"}
    emit(rows, columns | {"unknown": "UNKNOWN", "rule_id": "RULE"}, format_, "nothing to recommend")
