"""`bartizan exempt`: decide that findings need no fix, say why, and until when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, scanned_home
from bartizan.cli.options import Author, RulePattern
from bartizan.cli.output import Output, Row, emit, prints_rows
from bartizan.model import ExemptionCategory

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line
    from bartizan.service.exempting import ExemptionInForce
    from bartizan.state.nouns import Exemption

app = App(help="Exempt findings: mitigated by other means, or the risk is accepted.")
_LONGEST_DAYS = 3650


@app.command("add")
@prints_rows
def add_command(
    home: Home,
    category: Annotated[
        ExemptionCategory,
        typer.Option(metavar="CATEGORY", help="mitigated counts as healthy; risk_accepted is left out of the score."),
    ],
    justification: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the audit log.")],
    rule: RulePattern = "",
    resource: Annotated[str, typer.Option(metavar="NAME", help="Only this resource: its ID or name.")] = "",
    scope: Annotated[str, typer.Option(metavar="ID", help="Only this account or subscription.")] = "",
    tag: Annotated[str, typer.Option(metavar="TAG", help="Only resources with this tag: key=value.")] = "",
    everywhere: Annotated[bool, typer.Option("--everywhere", help="On every resource of --rule.")] = False,
    until: Annotated[str, typer.Option(metavar="DAY", help="Last day (UTC), such as 2027-01-31.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=_LONGEST_DAYS, metavar="N", help="Or for so many days from now.")
    ] = None,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Exempt the findings that match every condition given; it holds at once."""
    from bartizan.service.exempting import ExemptionRequest, exempt

    request = ExemptionRequest(
        category, justification, rule, resource, scope, tag, everywhere=everywhere, until=until, days=days, by=by
    )
    _emit([exempt(scanned_home(home, quiet=output.quiet), request)], output)


@app.command("change")
@prints_rows
def change_command(
    home: Home,
    exemption_id: Annotated[str, typer.Argument(help="As `bartizan exempt list` shows it.")],
    category: Annotated[
        ExemptionCategory | None, typer.Option(metavar="CATEGORY", help="mitigated or risk_accepted.")
    ] = None,
    justification: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; kept in the audit log.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Last day (UTC); '' for no end.")] = None,
    by: Author = "",
    *,
    output: Output,
) -> None:
    """Change why and until when findings are exempt; another exemption takes the place of this one."""
    from bartizan.service.exempting import amend_exemption

    said = {"category": category and str(category), "justification": justification, "until": until}
    values = {key: value for key, value in said.items() if value is not None}
    _emit([amend_exemption(scanned_home(home, quiet=output.quiet), exemption_id, values, by)], output)


@app.command("list")
@prints_rows
def list_command(
    home: Home,
    every: Annotated[bool, typer.Option("--all", help="Also expired and removed ones.")] = False,
    *,
    output: Output,
) -> None:
    """List the exemptions in force, each with how many findings it holds now."""
    from bartizan.service.exempting import exemptions

    _emit(exemptions(scanned_home(home, quiet=output.quiet), every=every), output)


@app.command("remove")
@prints_rows
def remove_command(
    home: Home,
    exemption_id: Annotated[str, typer.Argument(help="As `bartizan exempt list` shows it.")],
    by: Author = "",
    *,
    output: Output,
) -> None:
    """End an exemption now; it stays in the list of all and in the audit log."""
    from bartizan.service.exempting import end_exemption

    _emit([end_exemption(scanned_home(home, quiet=output.quiet), exemption_id, by)], output)


def _emit(found: "Sequence[ExemptionInForce]", output: Output) -> None:
    rows = [
        {
            "id": each.exemption.id,
            "state": each.state,
            **vars(each.exemption),
            "findings": each.findings,
            "matches": _matches(each.exemption),
        }
        for each in found
    ]
    emit(rows, _screen, output)


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import EXEMPTIONS, listed

    return listed(EXEMPTIONS, rows, width, ("exemption", ""), "no exemptions", total=total)


def _matches(exemption: "Exemption") -> str:
    """Return the conditions in words, for a table."""
    where = [text for text in (exemption.resource, exemption.scope, exemption.tag) if text]
    return f"{exemption.rule or 'every rule'} on {' and '.join(where) or 'every resource'}"
