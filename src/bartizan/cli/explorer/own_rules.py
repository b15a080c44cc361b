"""`bartizan rules make` and `rules remove`: rules that are made of queries."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.cli.help import App
from bartizan.cli.home import Home, scanned_home
from bartizan.cli.options import Author, published
from bartizan.cli.output import note
from bartizan.model import Severity, UsageError

if TYPE_CHECKING:
    from bartizan.contract.kept import OwnRuleCheck
    from bartizan.explore.rules.as_rule import RuleWords
    from bartizan.service.published import Published

RuleId = Annotated[str, typer.Argument(metavar="ID", help="own.NAME, such as own.open_functions.")]


def add_to(app: App) -> None:
    """Add the commands to those about rules."""
    app.command("make")(make_command)
    app.command("remove")(remove_command)


def make_command(
    rule_id: RuleId,
    query: Annotated[list[str], typer.Argument(help="'find TYPE where …', a file, a saved query or a template.")],
    home: Home,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What is wrong, as a short statement.")] = "",
    severity: Annotated[Severity, typer.Option(metavar="LEVEL", help="How bad it is.")] = Severity.MEDIUM,
    category: Annotated[str, typer.Option(metavar="NAME", help="As rules list says.")] = "access_control",
    rationale: Annotated[str, typer.Option(metavar="TEXT", help="What an attacker gains, or what breaks.")] = "",
    remediation: Annotated[str, typer.Option(metavar="TEXT", help="What to change.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Print the rule and its verdicts; keep nothing.")] = False,
    by: Author = "",
) -> None:
    """Keep a rule that fails what a query finds, for the next scan."""
    from bartizan.explore.rules.as_rule import RuleWords
    from bartizan.explore.text import text
    from bartizan.service.answers.own_rules import tried_rule
    from bartizan.service.exploring import named_query

    words = RuleWords(title.strip(), severity.value, category, rationale, remediation)
    home = scanned_home(home)
    asked = text(named_query(home, " ".join(query)).query)
    with published(home) as opened:
        _say(tried_rule(opened, asked, rule_id, words), is_check=check)
        if not check:
            _keep(opened, asked, rule_id, words, by)


def _say(found: "OwnRuleCheck", *, is_check: bool) -> None:
    if found.refused:
        raise UsageError(found.refused)
    if is_check:
        sys.stdout.write(found.text)
        for field, said in found.wrong.items():
            note(f"{field}: {said}")
    if found.verdicts:
        of = found.verdicts
        note(f"{found.id}: {of.unhealthy:,} failing, {of.unknown:,} unknown, {of.healthy:,} healthy")


def _keep(opened: "Published", asked: str, rule_id: str, words: "RuleWords", by: str) -> None:
    from bartizan.service.answers.own_rules import name_of
    from bartizan.service.exempting import author
    from bartizan.service.rules.own import make_rule

    made = make_rule(opened, asked, name_of(rule_id), words, author(by))
    note(f"{made} is kept; the next scan judges by it")


def remove_command(rule_id: RuleId, home: Home, by: Author = "") -> None:
    """Remove a rule that was made of a query; its findings end with the next scan."""
    from bartizan.service.exempting import author
    from bartizan.service.rules.own import remove_rule

    if not remove_rule(scanned_home(home), rule_id, author(by)):
        raise UsageError(f"no rule {rule_id!r} was made of a query; see `bartizan rules list`")
    note(f"{rule_id} is removed; its findings end with the next scan")
