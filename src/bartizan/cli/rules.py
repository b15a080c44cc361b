"""`bartizan rules`: list, show, test and scaffold rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bartizan.base.bundled import bundled
from bartizan.cli.explorer import own_rules
from bartizan.cli.help import App
from bartizan.cli.home import Home
from bartizan.cli.options import RuleFolders, RuleProfile, SettingsFile, rule_folders
from bartizan.cli.output import Format, FormatOption, Output, Row, asked, emit, emit_json, prints_rows, table_width
from bartizan.model import BartizanError, UsageError

if TYPE_CHECKING:
    from bartizan.assess import Rule
    from bartizan.assess.override import Choice
    from bartizan.cli.screen.footer import Totals
    from bartizan.cli.screen.line import Line

app = App(help="List, show, test and write rules.")
own_rules.add_to(app)


@app.command("list")
@prints_rows
def list_command(
    home: Home,
    folders: RuleFolders = None,
    rule_profile: RuleProfile = "",
    all_: Annotated[bool, typer.Option("--all", help="Those that are off, too, and why they are.")] = False,
    settings: SettingsFile = None,
    *,
    output: Output,
) -> None:
    """List the rules that a scan would use."""
    from bartizan.base.settings import load_settings
    from bartizan.service.rules.rule_list import listed_rules

    known = load_settings(home, settings).with_profile(rule_profile)
    rows = [row for row in listed_rules(rule_folders(folders), known, _own(home)) if all_ or row["is_on"]]
    emit(rows, _screen, output)


def _screen(rows: Sequence[Row], width: int | None, total: "Totals") -> "list[Line]":
    from bartizan.cli.screen.listed import RULES, listed

    return listed(RULES, rows, width, ("rule", ""), "no rules", "bartizan rules show RULE", total)


@app.command("show")
def show_command(
    rule_id: str,
    home: Home,
    folders: RuleFolders = None,
    settings: SettingsFile = None,
    format_: FormatOption = None,
) -> None:
    """Show one rule: what it means, when it fails, how to fix it."""
    from bartizan.base.suggestion import suggestion
    from bartizan.report.formats.rule_page import rule_page

    rules = _chosen(home, folders, settings)
    if rule_id not in rules:
        raise UsageError(f"unknown rule {rule_id!r}{suggestion(rule_id, rules)}; see `bartizan rules list`")
    rule = rules[rule_id].rule.model_dump(mode="json")
    if format_ is None or asked(format_) is Format.TABLE:
        # Markdown of Rich takes a tenth of a second to import: only this command needs it.
        from rich.console import Console
        from rich.markdown import Markdown

        Console(width=min(table_width(), 100)).print(Markdown(rule_page(rule)))
    else:
        emit_json([rule])


@app.command("test")
def test_command(
    path: Annotated[Path | None, typer.Argument(help="A rule or a folder; default: all that --rules names.")] = None,
    folders: RuleFolders = None,
) -> None:
    """Run every rule's own examples, by default the shipped ones too."""
    from bartizan.assess import tried
    from bartizan.normalize import schemas

    rules = _wanted(path, (bundled("rules"), *rule_folders(folders)))
    trials = [(rule, trial) for rule in rules.values() for trial in tried(rule, schemas())]
    wrong = [(rule, trial) for rule, trial in trials if not trial.holds]
    for rule, trial in wrong:
        typer.echo(
            f"{rule.id} on {trial.table}: {trial.example}: expected {trial.expected}, got {trial.given}", err=True
        )
    typer.echo(f"{len(trials) - len(wrong)} passed, {len(wrong)} failed", err=True)
    if wrong:
        raise BartizanError("a rule does not do what its examples say; fix the predicate or the example")


@app.command("new")
def new_command(
    rule_id: Annotated[str, typer.Argument(help="Such as aws.lambda.my_bad_pattern.")],
    folder: Annotated[Path, typer.Option("--rules", help="Folder to write into.")] = Path("rules"),
    table: Annotated[str, typer.Option(help="The table it reads.")] = "aws_lambda_function",
) -> None:
    """Write a rule to start from."""
    from bartizan.base.suggestion import suggestion
    from bartizan.normalize import schemas

    if not all(part.isidentifier() for part in rule_id.split(".")) or "." not in rule_id:
        raise UsageError(f"{rule_id!r}: an ID is a path of words with dots, such as aws.lambda.my_bad_pattern")
    if table not in schemas():
        raise UsageError(f"unknown table {table!r}{suggestion(table, schemas())}; see `bartizan explore types`")
    file = folder.joinpath(*rule_id.split(".")).with_suffix(".yaml")
    if file.exists():
        raise UsageError(f"{file} exists already")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_SCAFFOLD.format(table=table), encoding="utf-8")
    typer.echo(f"wrote {file}; edit it, then run `bartizan rules test {file}`")


def _chosen(home: Path, folders: list[Path] | None, file: Path | None, profile: str = "") -> "dict[str, Choice]":
    from bartizan.assess import chosen, load_rules
    from bartizan.base.settings import load_settings
    from bartizan.normalize import schemas

    settings = load_settings(home, file).with_profile(profile)
    known = load_rules([bundled("rules"), *rule_folders(folders), *settings.rule_folders], schemas())
    return chosen({**_own(home), **known}, settings)


def _own(home: Path) -> "dict[str, Rule]":
    """Return the rules that were made of queries in a home."""
    from bartizan.state.address import has_state

    if not has_state(home):
        return {}
    from bartizan.service.rules.own import checked_own_rules

    return {each.kept.id: each.rule for each in checked_own_rules(home) if each.rule}


def _wanted(path: Path | None, folders: tuple[Path, ...]) -> "dict[str, Rule]":
    """Return the rules of a file, of a folder or, without either, of all folders; each under its whole ID."""
    from bartizan.assess import load_rules
    from bartizan.assess.load import load_rule
    from bartizan.normalize import schemas

    if path is None:
        return load_rules(folders, schemas())
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    base = next((folder for folder in folders if path.resolve().is_relative_to(folder.resolve())), None)
    if path.is_dir() and base is None:
        return load_rules([path], schemas())
    files = sorted(path.resolve().rglob("*.yaml")) if path.is_dir() else [path.resolve()]
    root = base.resolve() if base else path.resolve().parent
    rules = [load_rule(file, root, schemas()) for file in files]
    return {rule.id: rule for rule in rules}


_SCAFFOLD = """\
title: What is wrong, as a short statement
severity: medium
category: access_control
rationale: >
  Why an attacker likes this, in two sentences.
table: {table}
applies: "true"
fails: name = 'bad'
evidence: [name]
remediation:
  text: What to change.
  cli: ""
controls: {{}}
catalog: []
references: []
examples:
  - {{ name: bad,  expect: fail }}
  - {{ name: good, expect: pass }}
  - {{ name: null, expect: unknown }}
"""
