"""`bartizan rules`: list, show, test and scaffold rules."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from bartizan.bundled import bundled
from bartizan.cli.options import FormatOption
from bartizan.cli.output import emit
from bartizan.model import BartizanError, UsageError

if TYPE_CHECKING:
    from bartizan.assess import Rule

app = typer.Typer(no_args_is_help=True, help="List, show, test and write rules.")
Folders = Annotated[list[Path] | None, typer.Option("--rules", help="Folder of your own rules; may be repeated.")]


@app.command("list")
def list_command(folders: Folders = None, format_: FormatOption = None) -> None:
    """List the rules."""
    rows = [
        {"rule_id": r.id, "title": r.title, "severity": r.severity, "category": r.category, "table": r.table}
        for r in _rules(folders).values()
    ]
    emit(
        rows, {"severity": "SEVERITY", "rule_id": "RULE", "title": "TITLE", "category": "CATEGORY"}, format_, "no rules"
    )


@app.command("show")
def show_command(rule_id: str, folders: Folders = None, format_: FormatOption = None) -> None:
    """Show one rule: what it means, when it fails, how to fix it."""
    from bartizan.assess.guard import suggestion
    from bartizan.report.rule_page import rule_page

    rules = _rules(folders)
    if rule_id not in rules:
        raise UsageError(f"unknown rule {rule_id!r}{suggestion(rule_id, rules)}; see `bartizan rules list`")
    rule = rules[rule_id].model_dump(mode="json")
    if format_ in (None, "table"):
        Console().print(Markdown(rule_page(rule)))
    else:
        emit([rule], {}, format_, "")


@app.command("test")
def test_command(
    path: Annotated[Path | None, typer.Argument(help="A rule or a folder; default: the shipped ones.")] = None,
) -> None:
    """Run every rule's own examples."""
    from bartizan.assess import load_rules, tried
    from bartizan.normalize import schemas

    folder = path if path and path.is_dir() else bundled("rules")
    rules = load_rules([folder], schemas())
    if path and path.is_file():
        rules = _only(path, rules)
    trials = [(rule, trial) for rule in rules.values() for trial in tried(rule, schemas())]
    wrong = [(rule, trial) for rule, trial in trials if not trial.holds]
    for rule, trial in wrong:
        typer.echo(
            f"{rule.id} on {trial.table}: {trial.example}: expected {trial.expected}, got {trial.given}", err=True
        )
    typer.echo(f"{len(trials) - len(wrong)} passed, {len(wrong)} failed", err=True)
    if wrong:
        raise BartizanError("a rule does not do what its examples say; mend the predicate or the example")


@app.command("new")
def new_command(
    rule_id: Annotated[str, typer.Argument(help="Such as aws.lambda.my_bad_pattern.")],
    folder: Annotated[Path, typer.Option("--rules", help="Folder to write into.")] = Path("rules"),
    table: Annotated[str, typer.Option(help="The table it reads.")] = "aws_lambda_function",
) -> None:
    """Write a rule to start from."""
    from bartizan.assess.guard import suggestion
    from bartizan.normalize import schemas

    if not all(part.isidentifier() for part in rule_id.split(".")) or "." not in rule_id:
        raise UsageError(f"{rule_id!r}: an ID is a path of words with dots, such as aws.lambda.my_bad_pattern")
    if table not in schemas():
        raise UsageError(f"unknown table {table!r}{suggestion(table, schemas())}")
    file = folder.joinpath(*rule_id.split(".")).with_suffix(".yaml")
    if file.exists():
        raise UsageError(f"{file} exists already")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_SCAFFOLD.format(table=table), encoding="utf-8")
    typer.echo(f"wrote {file}; edit it, then run `bartizan rules test {file}`")


def _rules(folders: list[Path] | None) -> "dict[str, Rule]":
    from bartizan.assess import load_rules
    from bartizan.normalize import schemas

    return load_rules([bundled("rules"), *(folders or ())], schemas())


def _only(path: Path, shipped: "dict[str, Rule]") -> "dict[str, Rule]":
    from bartizan.assess import load_rules
    from bartizan.normalize import schemas

    for rule in shipped.values():
        if bundled("rules").joinpath(*rule.id.split(".")).with_suffix(".yaml").resolve() == path.resolve():
            return {rule.id: rule}
    alone = load_rules([path.parent], schemas())
    return {id_: rule for id_, rule in alone.items() if id_ == path.stem}


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
references: []
examples:
  - {{ name: bad,  expect: fail }}
  - {{ name: good, expect: pass }}
  - {{ name: null, expect: unknown }}
"""
