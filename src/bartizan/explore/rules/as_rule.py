"""Make a rule of a query: what it finds is what fails. A rule looks at one row of one table, and so must the query."""

from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from bartizan.assess.guard import GuardError, predicate_columns
from bartizan.explore.ask import compiled
from bartizan.explore.insight import insights
from bartizan.explore.parse import Written
from bartizan.explore.rules.examples import examples
from bartizan.explore.text import expression
from bartizan.explore.tree import Ago, All, Any_, Compare, Count, Expression, Insight, Not, Query, Related, Unread
from bartizan.explore.vocabulary import KINDS
from bartizan.explore.words import QueryError
from bartizan.store.engine import Engine, literal

_MOST_EVIDENCE = 5
_LONGEST_TITLE = 160
_OPERATORS = {"at_least": ">=", "at_most": "<=", "exactly": "="}


@dataclass(frozen=True)
class RuleWords:
    """What a query does not say of a rule; without it there are placeholders to write over."""

    title: str = ""
    severity: str = "medium"
    category: str = "access_control"
    rationale: str = "Say here what an attacker gains, or what breaks."
    remediation: str = "Say here what to change."


def as_rule(engine: Engine, query: Query, words: RuleWords = RuleWords()) -> str:
    """Return the YAML of a rule that fails where a query matches, with examples from the snapshot.

    Where no row of the snapshot has a verdict, the example is made up of values that the query and the table name.

    Raises:
        QueryError: it asks for more than one table, or hides what was not read; the message says what.
    """
    if query.find in KINDS or query.where is None:
        raise QueryError("a rule needs a table and a condition: find aws_lambda_function where …")
    compiled(engine, Written(query, ""))  # refuses what is not there
    columns = engine.columns(query.find)
    fails = _predicate(query.where, query.find, columns)
    try:
        read = predicate_columns(fails, columns)
    except GuardError as error:
        raise QueryError(f"this cannot be a rule: {error}") from error
    rule = _rule(engine, query, words, fails, sorted(read))
    written = yaml.safe_dump(rule, sort_keys=False, width=120, allow_unicode=True)
    lacking = {"fail", "pass"} - {example["expect"] for example in rule["examples"]}
    return (
        "".join(
            f"# No row was found that is a {verdict}: add such an example, which every rule needs.\n"
            for verdict in sorted(lacking)
        )
        + written
    )


def _rule(engine: Engine, query: Query, words: RuleWords, fails: str, read: list[str]) -> dict[str, Any]:
    return {
        "title": words.title or f"{query.find}: {expression(query.where) if query.where else ''}"[:_LONGEST_TITLE],
        "severity": words.severity,
        "category": words.category,
        "rationale": words.rationale,
        "table": query.find,
        "fails": fails,
        "evidence": read[:_MOST_EVIDENCE],
        "remediation": {"text": words.remediation},
        "examples": list(examples(engine, query, fails, read)),
    }


def _predicate(part: Expression, type_: str, columns: dict[str, str]) -> str:
    match part:
        case All() | Any_():
            each = part.all if isinstance(part, All) else part.any
            word = " and " if isinstance(part, All) else " or "
            return "(" + word.join(_predicate(one, type_, columns) for one in each) + ")"
        case Not():
            return f"not {_predicate(part.not_, type_, columns)}"
        case Compare():
            return _compare(part, columns)
        case Insight():
            means = insights()[part.insight].expression(type_)
            return _predicate(means, type_, columns) if means else _refuse(f"{part.insight} says nothing of {type_}")
    return _other(part, columns)


def _other(part: Related | Unread, columns: dict[str, str]) -> str:
    if isinstance(part, Unread):
        _refuse(f"{part.unread} is unknown: what was not read makes a check unknown by itself")
    if columns.get(part.related) != "VARCHAR[]" or part.to.where is not None:
        _refuse(f"{part.related} (…) looks beyond one row of one table, and a rule does not")
    count = part.count or Count(at_least=1)
    for name, operator in _OPERATORS.items():
        if (n := getattr(count, name)) is not None:
            return f"len({part.related}) {operator} {n}"
    return _refuse("a list has no `all`")


def _compare(part: Compare, columns: dict[str, str]) -> str:
    if part.column not in columns:
        _refuse(f"{part.column} is no column of the table")
    if isinstance(part.value, Ago):
        _refuse("a rule has no clock: name a column that counts days")
    if isinstance(part.value, tuple):
        return f"{part.column} {part.op} ({', '.join(map(_literal, part.value))})"
    if part.op == "has":
        return f"list_contains({part.column}, {_literal(part.value)})"
    if part.op == "~":
        if set(str(part.value)) & set("%_\\"):
            _refuse("a pattern of a rule holds no %, _ or \\")
        return f"{part.column} like {literal(str(part.value).replace('*', '%').replace('?', '_'))}"
    if isinstance(part.value, bool) and part.op == "=":
        return part.column if part.value else f"not {part.column}"
    return f"{part.column} {'<>' if part.op == '!=' else part.op} {_literal(part.value)}"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) else literal(value)


def _refuse(why: str) -> NoReturn:
    raise QueryError(f"this cannot be a rule: {why}")
