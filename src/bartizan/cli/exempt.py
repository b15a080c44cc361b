"""`bartizan exempt`: decide that findings need no fix, say why, and until when."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import DIRECTORY, Home, scanned_home
from bartizan.cli.options import published
from bartizan.cli.output import Output, Row, emit, prints_rows
from bartizan.model import ExemptionCategory, UsageError, now
from bartizan.service.validation import Author, RulePattern, author, check_rule, check_scope, known_resource

if TYPE_CHECKING:
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line
    from bartizan.state.nouns import Exemption

app = App(help="Exempt findings: mitigated by other means, or the risk is accepted.")
_LONGEST_DAYS = 3650


@app.command("add")
@prints_rows
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
    *,
    output: Output,
) -> None:
    """Exempt the findings that match every condition given; it holds at once."""
    from bartizan.state import State
    from bartizan.state.exemption import add_exemption
    from bartizan.state.nouns import Exemption

    at = now().replace(microsecond=0)
    _check_width(rule, is_narrower=bool(resource or scope or tag), everywhere=everywhere)
    _check_tag(tag)
    if not justification.strip():
        raise UsageError("--justification is empty: say why these findings need no fix")
    end = _end(at, until, days)
    with published(home, quiet=output.quiet) as opened:
        check_rule(opened.engine, rule)
        check_scope(opened.engine, scope)
        resource = known_resource(opened.engine, resource)
    why, by = justification.strip(), author(by)
    exemption = Exemption(category, why, by, at, rule=rule, resource=resource, scope=scope, tag=tag, until=end)
    add_exemption(State(opened.home), DIRECTORY, exemption)
    _emit(opened.home, [exemption], at, output)


@app.command("list")
@prints_rows
def list_command(
    home: Home,
    every: Annotated[bool, typer.Option("--all", help="Also expired and removed ones.")] = False,
    *,
    output: Output,
) -> None:
    """List the exemptions in force, each with how many findings it holds now."""
    from bartizan.state.reader import read_state

    at, home = now(), scanned_home(home, quiet=output.quiet)
    found = read_state(home, DIRECTORY).exemptions
    _emit(home, [e for e in found if every or e.state(at) == "active"], at, output)


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
    from bartizan.state import State
    from bartizan.state.exemption import remove_exemption

    at, home = now().replace(microsecond=0), scanned_home(home, quiet=output.quiet)
    removed = remove_exemption(State(home), DIRECTORY, exemption_id, author(by), at)
    _emit(home, [removed], at, output)


def _check_width(rule: str, *, is_narrower: bool, everywhere: bool) -> None:
    """Refuse what would exempt more than was said: nothing narrows it, and nobody said that all is meant."""
    if everywhere and is_narrower:
        raise UsageError("--everywhere and a resource, scope or tag contradict each other; drop one")
    if everywhere and not rule.strip("*"):
        raise UsageError("--everywhere needs a --rule: an exemption of every finding there is would say nothing")
    if not everywhere and not is_narrower:
        raise UsageError("say where: --resource, --scope or --tag, or --everywhere for all resources of the rule")


def _check_tag(tag: str) -> None:
    key, _, value = tag.partition("=")
    if tag and not (key and value):
        raise UsageError(f"--tag {tag!r}: give it as key=value, such as environment=test")


def _end(at: datetime.datetime, until: str, days: int | None) -> datetime.datetime | None:
    """Return the moment of expiry, UTC: the end of the day given, or so many days from now; None for no expiry."""
    if until and days:
        raise UsageError("give --until or --days, not both")
    if days:
        return at + datetime.timedelta(days=days)
    if not until:
        return None
    try:
        end = datetime.datetime.combine(datetime.date.fromisoformat(until), datetime.time.min)
        end += datetime.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"--until {until!r}: give a day such as 2027-01-31") from error
    if end <= at:
        raise UsageError(f"--until {until}: that day is over; give a day to come")
    return end


def _emit(home: Path, found: "Sequence[Exemption]", at: datetime.datetime, output: Output) -> None:
    held = _held(home)
    rows = [
        {"id": e.id, "state": e.state(at), **vars(e), "findings": held.get(e.id, 0), "matches": _matches(e)}
        for e in found
    ]
    emit(rows, _screen, output)


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import EXEMPTIONS, listed

    return listed(EXEMPTIONS, rows, width, ("exemption", ""), "no exemptions", total=total)


def _matches(exemption: "Exemption") -> str:
    """Return the conditions in words, for a table."""
    where = [text for text in (exemption.resource, exemption.scope, exemption.tag) if text]
    return f"{exemption.rule or 'every rule'} on {' and '.join(where) or 'every resource'}"


def _held(home: Path) -> dict[str, int]:
    """Return how many findings of the latest snapshot each exemption holds."""
    from bartizan.service.published import open_published
    from bartizan.state.reader import read_state

    if read_state(home, DIRECTORY).manifest is None:
        return {}
    with open_published(home) as opened:
        found = opened.engine.rows("select exemption_id, count(*) as n from exempted group by all")
    return {row["exemption_id"]: row["n"] for row in found}
