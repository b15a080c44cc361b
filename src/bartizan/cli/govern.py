"""`bartizan govern`: give findings an owner and a due date, and see who is late."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.cli.options import DIRECTORY, Author, FormatOption, Home, RulePattern, Snapshot, published
from bartizan.cli.output import emit
from bartizan.model import Severity

if TYPE_CHECKING:
    from bartizan.state.nouns import GovernanceRule

app = typer.Typer(no_args_is_help=True, help="Owners and due dates for findings, and the log of all decisions.")
_COLUMNS = {
    "id": "ID",
    "priority": "PRIORITY",
    "severity": "SEVERITY",
    "risk_level": "RISK",
    "category": "CATEGORY",
    "scope": "SCOPE",
    "rule": "RULE",
    "owner": "OWNER",
    "owner_tag": "OWNER TAG",
    "due_days": "DUE IN DAYS",
    "has_grace": "GRACE",
}
_REPORT = {
    "owner": "OWNER",
    "state": "STATE",
    "findings": "FINDINGS",
    "severities": "SEVERITIES",
    "due": "EARLIEST DUE",
}
_ROWS = {
    "owner": "OWNER",
    "governance_state": "STATE",
    "due": "DUE",
    "severity": "SEVERITY",
    "title": "FINDING",
    "resource_name": "RESOURCE",
}


@app.command("add")
def add_command(
    home: Home,
    due: Annotated[int, typer.Option(min=1, max=365, help="Days from when a finding was first seen: 7, 14, 30, 90.")],
    owner: Annotated[str, typer.Option(help="Who owns the findings, or who does where the tag is missing.")] = "",
    owner_tag: Annotated[str, typer.Option(help="Tag of the resource whose value is the owner, such as team.")] = "",
    severity: Annotated[Severity | None, typer.Option(help="Only this severity.")] = None,
    risk: Annotated[str, typer.Option(help="Only this risk level: critical, high, medium or low.")] = "",
    category: Annotated[str, typer.Option(help="Only this category, such as access_control.")] = "",
    scope: Annotated[str, typer.Option(help="Only this account or subscription.")] = "",
    rule: RulePattern = "",
    priority: Annotated[int, typer.Option(min=1, max=1000, help="1 is tried first; the first match governs.")] = 100,
    grace: Annotated[bool, typer.Option("--grace", help="No effect on the score until overdue.")] = False,
    by: Author = "",
    format_: FormatOption = None,
) -> None:
    """Add a governance rule; it holds at once, for findings that are there already too."""
    from bartizan.service.governing import GovernanceRequest, govern

    request = GovernanceRequest(
        due, owner, owner_tag, str(severity or ""), risk, category, scope, rule, priority, has_grace=grace, by=by
    )
    emit([_told(govern(home, request))], _COLUMNS, format_, "")


@app.command("list")
def list_command(home: Home, format_: FormatOption = None) -> None:
    """List the governance rules in the order in which they are tried."""
    from bartizan.service.governing import governance_rules

    emit([_told(rule) for rule in governance_rules(home)], _COLUMNS, format_, "no governance rules")


@app.command("remove")
def remove_command(
    home: Home,
    rule_id: Annotated[str, typer.Argument(help="As `bartizan govern list` shows it.")],
    by: Author = "",
    format_: FormatOption = None,
) -> None:
    """End a governance rule now; it stays in the audit log."""
    from bartizan.service.governing import end_governance_rule

    emit([_told(end_governance_rule(home, rule_id, by))], _COLUMNS, format_, "")


@app.command("report")
def report_command(
    home: Home,
    rows: Annotated[bool, typer.Option("--rows", help="Each failing finding instead of counts.")] = False,
    snapshot: Snapshot = "",
    format_: FormatOption = None,
) -> None:
    """Count failing findings per owner and state: overdue, on time, unassigned."""
    from bartizan.report.views.governance import governance_report, governed_findings

    _, engine = published(home, snapshot)
    with engine:
        if rows:
            emit([each.model_dump() for each in governed_findings(engine)], _ROWS, format_, "no failing findings")
        else:
            emit(governance_report(engine), _REPORT, format_, "no failing findings")


@app.command("audit")
def audit_command(home: Home, format_: FormatOption = None) -> None:
    """List every decision, newest first: who, when, what, before and after."""
    from bartizan.state import State
    from bartizan.state.audit import audit_log

    entries = [vars(entry) for entry in audit_log(State(home), DIRECTORY)]
    emit(entries, {"at": "AT", "actor": "WHO", "action": "WHAT", "subject": "OF"}, format_, "no decisions yet")


def _told(rule: "GovernanceRule") -> dict[str, Any]:
    return {"id": rule.id, "priority": rule.priority, **vars(rule)}
