"""Try a rule on its own examples: they are its truth table, its test and its documentation."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from bartizan.assess.parameter import overrides
from bartizan.assess.rule import EXPECT, EXPECT_SEVERITY, Rule
from bartizan.store.engine import Engine, literal, quoted


@dataclass(frozen=True)
class Trial:
    """One example of a rule on one table: the status it expects and the one the rule gave.

    Where the example expects a severity, too, both are written as ``fail, high``.
    """

    table: str
    example: dict[str, Any]
    expected: str
    given: str

    @property
    def holds(self) -> bool:
        """Whether the rule said what the example expects."""
        return self.expected == self.given


def tried(rule: Rule, schemas: dict[str, dict[str, str]]) -> list[Trial]:
    """Return one trial per example and table. A column that an example leaves out is null, that is, unread.

    A key such as ``$trusted_accounts`` sets a parameter of the rule for that example.
    """
    trials = []
    with _empty().cursor() as engine:
        for table in rule.table:
            for example in rule.examples:
                as_set = rule.given(overrides(example))
                columns = f"{as_set.status_sql} as status, {as_set.severity_sql} as severity"
                (given,) = engine.rows(f"select {columns} from ({_row(example, schemas[table])})")
                stated = given.values() if EXPECT_SEVERITY in example else (given["status"],)
                expected = [example[key] for key in (EXPECT, EXPECT_SEVERITY) if key in example]
                trials.append(Trial(table, example, ", ".join(map(str, expected)), ", ".join(stated)))
    return trials


@cache
def _empty() -> Engine:
    """Return an engine without tables, for all rules: to make one takes longer than to try a rule."""
    return Engine(threads=1)


def _row(example: dict[str, Any], schema: dict[str, str]) -> str:
    cells = (f"cast({_value(example.get(name))} as {type_}) as {quoted(name)}" for name, type_ in schema.items())
    return f"select {', '.join(cells)}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else literal(value)
