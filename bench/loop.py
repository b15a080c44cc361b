"""The same rules as a loop in Python: each predicate becomes a function of one row, with SQL's three truth values.

What the loop does for each row and rule is what any tool that is written so does: find the status, count it, and build
a finding with its evidence where it is kept. It is not asked for what is dear besides: to fetch the rows, and to say
which answers an unknown lacks.
"""

import datetime
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlglot
from sqlglot import exp

from bartizan.assess import Rule
from bartizan.assess.evaluate import KEPT
from bartizan.assess.parameter import bound
from bartizan.store.engine import Engine, quoted

Row = Mapping[str, Any]
FORMS: dict[type[exp.Expr], str] = {
    exp.EQ: "{0} == {1}",
    exp.NEQ: "{0} != {1}",
    exp.GT: "{0} > {1}",
    exp.GTE: "{0} >= {1}",
    exp.LT: "{0} < {1}",
    exp.LTE: "{0} <= {1}",
    exp.ArrayContains: "{1} in {0}",
    exp.ArrayOverlaps: "not set({0}).isdisjoint({1})",
    exp.Contains: "{1} in {0}",
    exp.Length: "len({0})",
    exp.Lower: "{0}.lower()",
    exp.Neg: "-{0}",
}
"""Python for what is null as soon as one of its operands is."""
_numbers = itertools.count()


def timed(engine: Engine, rules: Mapping[str, list[Rule]]) -> float:
    """Return the CPU seconds that the loop takes for the rows of each table, having checked that it says what SQL says.

    Raises:
        AssertionError: it does not.
    """
    cpu = 0.0
    for table, judged in rules.items():
        rows = engine.rows(f"select * from {quoted(table)}")
        statuses = [status(rule) for rule in judged]
        for rule, own in zip(judged, statuses, strict=True):
            told = engine.rows(f"select id, {rule.status_sql} as status from {quoted(table)}")
            assert {row["id"]: own(row) for row in rows} == {row["id"]: row["status"] for row in told}, rule.id
        began = time.process_time()
        judge(table, rows, judged, statuses)
        cpu += time.process_time() - began
    return cpu


def judge(
    table: str, rows: Iterable[Row], rules: list[Rule], statuses: list[Callable[[Row], str]]
) -> tuple[list[dict[str, Any]], Counter[tuple[str, str, str]]]:
    """Return the findings that are kept, and how many verdicts there are by rule, scope and status."""
    findings, counts = [], Counter[tuple[str, str, str]]()
    for row in rows:
        for rule, own in zip(rules, statuses, strict=True):
            found = own(row)
            counts[rule.id, row["scope"], found] += 1
            if found in KEPT:
                evidence = json.dumps({name: row[name] for name in rule.evidence}, default=str)
                findings.append(
                    {
                        "rule_id": rule.id,
                        "status": found,
                        "resource_id": row["id"],
                        "resource_type": table,
                        "resource_name": row["name"],
                        "scope": row["scope"],
                        "region": row["region"],
                        "evidence": evidence,
                    }
                )
    return findings, counts


def status(rule: Rule) -> Callable[[Row], str]:
    """Return what finds a rule's status for a row."""
    applies, fails = predicate(rule, rule.applies), predicate(rule, rule.fails)

    def found(row: Row) -> str:
        does_apply = applies(row)
        if not does_apply:
            return "unknown" if does_apply is None else "not_applicable"
        does_fail = fails(row)
        return "unknown" if does_fail is None else "fail" if does_fail else "pass"

    return found


def predicate(rule: Rule, text: str) -> Callable[[Row], bool | None]:
    """Return a predicate of a rule as a Python function."""
    source = python(sqlglot.parse_one(bound(text, rule.parameters), dialect="duckdb"))
    names = {"both": both, "either": either, "negated": negated, "today": datetime.date.today()}
    made: Callable[[Row], bool | None] = eval(f"lambda row: {source}", names)
    return made


def python(node: exp.Expr) -> str:
    """Return an SQL expression as Python; null is None.

    Raises:
        NotImplementedError: no rule had such an expression when this was written.
    """
    if isinstance(node, exp.Paren | exp.Cast):
        return python(node.this)
    if isinstance(node, exp.And | exp.Or):
        return f"{'both' if isinstance(node, exp.And) else 'either'}({python(node.left)}, {python(node.right)})"
    if isinstance(node, exp.Not):
        return f"negated({python(node.this)})"
    return _value(node) or _operated(node)


def _value(node: exp.Expr) -> str:
    """Return a column, a constant or a list of them, and nothing for what is none."""
    if isinstance(node, exp.Column):
        return f"row[{node.name!r}]"
    if isinstance(node, exp.Literal):
        return repr(node.this) if node.is_string else str(node.this)
    if isinstance(node, exp.Array):
        return f"[{', '.join(python(item) for item in node.expressions)}]"
    if isinstance(node, exp.Boolean):
        return repr(node.this)
    return "today" if isinstance(node, exp.CurrentDate) else ""


def _operated(node: exp.Expr) -> str:
    """Return what is null as soon as one of its operands is."""
    if isinstance(node, exp.In):
        return _strict(f"{{0}} in ({''.join(f'{python(item)}, ' for item in node.expressions)})", node.this)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "list_has_all":
        return _strict("set({1}) <= set({0})", *node.expressions)
    if type(node) in FORMS:
        return _strict(FORMS[type(node)], *(part for part in (node.this, node.args.get("expression")) if part))
    raise NotImplementedError(f"{type(node).__name__}: {node.sql('duckdb')}")


def _strict(form: str, *operands: exp.Expr) -> str:
    """Return the form filled with operands, each looked at once: null if one of them is."""
    texts = [python(operand) for operand in operands]
    names = [text if _is_constant(node) else f"x{next(_numbers)}" for node, text in zip(operands, texts, strict=True)]
    nulls = [f"({name} := {text}) is None" for name, text in zip(names, texts, strict=True) if name != text]
    filled = form.format(*names)
    return f"(None if {' or '.join(nulls)} else {filled})" if nulls else f"({filled})"


def _is_constant(node: exp.Expr) -> bool:
    return not any(node.find_all(exp.Column))


def both(left: bool | None, right: bool | None) -> bool | None:
    """Return SQL's ``and``."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """Return SQL's ``or``."""
    if left or right:
        return True
    return None if left is None or right is None else False


def negated(value: bool | None) -> bool | None:
    """Return SQL's ``not``."""
    return None if value is None else not value
