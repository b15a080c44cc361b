"""`bartizan exempt`: decide that findings need no fix, say why, and until when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.options import Author, Format, FormatOption, Home, RulePattern
from bartizan.cli.output import emit
from bartizan.model import ExemptionCategory

if TYPE_CHECKING:
    from bartizan.service.exempting import ExemptionInForce
    from bartizan.state.nouns import Exemption

app = typer.Typer(no_args_is_help=True, help="Exempt findings: mitigated by other means, or the risk is accepted.")
_COLUMNS = {
    "id": "ID",
    "state": "STATE",
    "category": "CATEGORY",
    "matches": "MATCHES",
    "findings": "FINDINGS",
    "until": "UNTIL",
    "author": "AUTHOR",
    "justification": "JUSTIFICATION",
}
_LONGEST_DAYS = 3650


@app.command("add")
def add_command(
    home: Home,
    category: Annotated[
        ExemptionCategory, typer.Option(help="mitigated counts as healthy; risk_accepted is left out of the score.")
    ],
    justification: Annotated[str, typer.Option(help="Why; kept in the audit log.")],
    rule: RulePattern = "",
    resource: Annotated[str, typer.Option(help="Only this resource ID.")] = "",
    scope: Annotated[str, typer.Option(help="Only this account or subscription.")] = "",
    tag: Annotated[str, typer.Option(help="Only resources with this tag: key=value.")] = "",
    everywhere: Annotated[bool, typer.Option("--everywhere", help="On every resource of --rule.")] = False,
    until: Annotated[str, typer.Option(help="Last day (UTC), such as 2027-01-31.")] = "",
    days: Annotated[int | None, typer.Option(min=1, max=_LONGEST_DAYS, help="Or for so many days from now.")] = None,
    by: Author = "",
    format_: FormatOption = None,
) -> None:
    """Exempt the findings that match every condition given; it holds at once."""
    from bartizan.service.exempting import ExemptionRequest, exempt

    request = ExemptionRequest(
        category, justification, rule, resource, scope, tag, everywhere=everywhere, until=until, days=days, by=by
    )
    _emit([exempt(home, request)], format_)


@app.command("list")
def list_command(
    home: Home,
    every: Annotated[bool, typer.Option("--all", help="Also expired and removed ones.")] = False,
    format_: FormatOption = None,
) -> None:
    """List the exemptions in force, each with how many findings it holds now."""
    from bartizan.service.exempting import exemptions

    _emit(exemptions(home, every=every), format_)


@app.command("remove")
def remove_command(
    home: Home,
    exemption_id: Annotated[str, typer.Argument(help="As `bartizan exempt list` shows it.")],
    by: Author = "",
    format_: FormatOption = None,
) -> None:
    """End an exemption now; it stays in the list of all and in the audit log."""
    from bartizan.service.exempting import end_exemption

    _emit([end_exemption(home, exemption_id, by)], format_)


def _emit(found: "Sequence[ExemptionInForce]", format_: Format | None) -> None:
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
    emit(rows, _COLUMNS, format_, "no exemptions")


def _matches(exemption: "Exemption") -> str:
    """Return the conditions in words, for a table."""
    where = [text for text in (exemption.resource, exemption.scope, exemption.tag) if text]
    return f"{exemption.rule or 'every rule'} on {' and '.join(where) or 'every resource'}"
