"""`bartizan govern`: give findings an owner and a due date, and see who is late."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bartizan.base.home import DIRECTORY
from bartizan.cli.help import App
from bartizan.cli.home import Home, scanned_home
from bartizan.cli.options import Author, RulePattern, Snapshot, published
from bartizan.cli.output import Output, Row, emit, prints_rows
from bartizan.model import Severity

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line
    from bartizan.state.nouns import GovernanceRule

app = App(help="Owners and due dates for findings, and the log of all decisions.")


@app.command("add")
@prints_rows
def add_command(
    home: Home,
    due: Annotated[
        int,
        typer.Option(min=1, max=365, metavar="DAYS", help="Days from when a finding was first seen: 7, 14, 30, 90."),
    ],
    owner: Annotated[
        str, typer.Option(metavar="NAME", help="Who owns the findings, or who does where the tag is missing.")
    ] = "",
    owner_tag: Annotated[
        str, typer.Option(metavar="TAG", help="Tag of the resource whose value is the owner, such as team.")
    ] = "",
    severity: Annotated[Severity | None, typer.Option(metavar="SEVERITY", help="This severity and worse.")] = None,
    risk: Annotated[
        str, typer.Option(metavar="LEVEL", help="Only this risk level: critical, high, medium or low.")
    ] = "",
    category: Annotated[str, typer.Option(metavar="CATEGORY", help="Only this category, such as access_control.")] = "",
    scope: Annotated[str, typer.Option(metavar="ID", help="Only this account or subscription.")] = "",
    rule: RulePattern = "",
    priority: Annotated[
        int, typer.Option(min=1, max=1000, metavar="N", help="1 is tried first; the first match governs.")
    ] = 100,
    grace: Annotated[bool, typer.Option("--grace", help="No effect on the score until overdue.")] = False,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Add a governance rule; it holds at once, for findings that are there already too."""
    from bartizan.service.governing import GovernanceRequest, govern

    request = GovernanceRequest(
        due, owner, owner_tag, str(severity or ""), risk, category, scope, rule, priority, has_grace=grace, by=by
    )
    _emit([_told(govern(scanned_home(home, quiet=output.quiet), request))], output)


@app.command("change")
@prints_rows
def change_command(
    home: Home,
    rule_id: Annotated[str, typer.Argument(help="As `bartizan govern list` shows it.")],
    due: Annotated[int | None, typer.Option(min=1, max=365, metavar="DAYS", help="Days to fix.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Who owns the findings.")] = None,
    owner_tag: Annotated[str | None, typer.Option(metavar="TAG", help="Tag whose value is the owner.")] = None,
    severity: Annotated[Severity | None, typer.Option(metavar="SEVERITY", help="This severity and worse.")] = None,
    risk: Annotated[str | None, typer.Option(metavar="LEVEL", help="Only this risk level; '' for any.")] = None,
    category: Annotated[str | None, typer.Option(metavar="CATEGORY", help="Only this category; '' for any.")] = None,
    scope: Annotated[str | None, typer.Option(metavar="ID", help="Only this scope; '' for any.")] = None,
    rule: Annotated[str | None, typer.Option(metavar="PATTERN", help="Only these rules; '' for any.")] = None,
    priority: Annotated[int | None, typer.Option(min=1, max=1000, metavar="N", help="1 is tried first.")] = None,
    grace: Annotated[bool | None, typer.Option("--grace/--no-grace", help="No effect until overdue.")] = None,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Change a governance rule in force; what is not said stays as it is."""
    from bartizan.service.governing import changed_governance

    said = {"due_days": due, "owner": owner, "owner_tag": owner_tag, "severity": severity and str(severity)}
    said |= {"risk_level": risk, "category": category, "scope": scope, "rule": rule, "priority": priority}
    values = {key: value for key, value in said.items() if value is not None}
    values |= {} if grace is None else {"has_grace": grace}
    _emit([_told(changed_governance(scanned_home(home, quiet=output.quiet), rule_id, values, by))], output)


@app.command("list")
@prints_rows
def list_command(home: Home, *, output: Output) -> None:
    """List the governance rules in the order in which they are tried."""
    from bartizan.service.governing import governance_rules

    _emit([_told(each) for each in governance_rules(scanned_home(home, quiet=output.quiet))], output)


@app.command("remove")
@prints_rows
def remove_command(
    home: Home,
    rule_id: Annotated[str, typer.Argument(help="As `bartizan govern list` shows it.")],
    by: Author = "",
    *,
    output: Output,
) -> None:
    """End a governance rule now; it stays in the audit log."""
    from bartizan.service.governing import end_governance_rule

    _emit([_told(end_governance_rule(scanned_home(home, quiet=output.quiet), rule_id, by))], output)


@app.command("report")
@prints_rows
def report_command(
    home: Home,
    rows: Annotated[bool, typer.Option("--rows", help="Each failing finding instead of counts.")] = False,
    snapshot: Snapshot = "",
    *,
    output: Output,
) -> None:
    """Count failing findings per owner and state: overdue, on time, unassigned."""
    from bartizan.report.views.governance import governance_report, governed_findings

    with published(home, snapshot, quiet=output.quiet) as opened:
        if rows:
            emit([each.model_dump() for each in governed_findings(opened.engine)], _screen("owned"), output)
        else:
            emit(governance_report(opened.engine), _screen("owners"), output)


@app.command("audit")
@prints_rows
def audit_command(home: Home, *, output: Output) -> None:
    """List every decision, newest first: who, when, what, before and after."""
    from bartizan.state import State
    from bartizan.state.audit import audit_log

    entries = [vars(entry) for entry in audit_log(State(scanned_home(home, quiet=output.quiet)), DIRECTORY)]
    emit(entries, _screen("audit"), output)


def _told(rule: "GovernanceRule") -> dict[str, Any]:
    return {"id": rule.id, "priority": rule.priority, **vars(rule)}


def _emit(rows: Sequence[Row], output: Output) -> None:
    emit(rows, _screen("rules"), output)


def _screen(which: str) -> "Callable[[Sequence[Row], int | None, Totals], list[Line]]":
    from bartizan.cli.screen import listed

    columns, noun, empty, next_ = {
        "rules": (listed.GOVERNANCE, ("governance rule", ""), "no governance rules", "bartizan govern report"),
        "owners": (listed.OWNERS, ("", ""), "no failing findings", "bartizan govern report --rows"),
        "owned": (listed.OWNED, ("finding", ""), "no failing findings", ""),
        "audit": (listed.AUDIT, ("decision", ""), "no decisions yet", ""),
    }[which]
    return lambda rows, width, total: listed.listed(columns, rows, width, noun, empty, next_, total)
