"""Checks that passed, a row for each rule and resource: the gravest rules first, of each the riskiest resources."""

from bartizan.model import Severity
from bartizan.report.listing.judged.rules import passing_places
from bartizan.report.listing.word_type import word_type
from bartizan.store.engine import Engine

CHECKS = "healthy_checks"
_OF_RULE = {"rule_id": "id", "title": "title", "severity": "severity", "category": "category"}
_OF_RESOURCE = ("provider", "type", "id", "name", "scope", "region")
_PART = 245_760
"""Rows, which are numbers, that lie in memory unpacked."""
_RANKS = ", ".join(f"'{severity}'" for severity in sorted(Severity, key=lambda each: each.rank))
_RULES = f"""
select id, title, severity, category, definition,
    row_number() over (order by list_position([{_RANKS}], severity), title, id) - 1 as rule
from rule where id in (select rule_id from rule_result where status = 'pass' and n > 0) order by rule
"""
_ROWS = """
select r.* exclude (rule), v.* exclude (place, standing), 'pass' as status, c.n, c.place::bigint as listed
from (select *, rowid + 1 as n from {checks}) as c
join passing_rule as r on r.rule = c.rule join passing_resource as v on v.place = c.place
"""


def check_rows(_: Engine) -> str:
    """Return the SELECT of no row, which says what a check has."""
    texts = ", ".join(f"'' as {name}" for name in (*_OF_RULE, *_OF_RESOURCE))
    return (
        f"select {texts}, null::timestamp as last_seen, '' as status, 0::bigint as n, 0::bigint as listed where false"
    )


def check_values(_: Engine) -> dict[str, str]:
    """Return where the words of checks come from, to read them without judging."""
    return {
        **{name: f"select {column} from rule" for name, column in _OF_RULE.items()},
        **{name: f"select {name} from list_inventory_rows" for name in _OF_RESOURCE},
        "status": "select 'pass'",
    }


def check_parts(engine: Engine) -> list[str]:
    """Return SELECTs that together have all checks that passed, of the words that were numbered before.

    All rules of a table are judged in one scan. What is joined are numbers alone.
    """
    rules = engine.rows(_RULES)
    of_rule = ", ".join(f"{column}::{word_type(CHECKS, name)} as {name}" for name, column in _OF_RULE.items())
    engine.create("passing_rule", f"select rule, {of_rule} from ({_RULES})", own=True)
    of_resource = ", ".join(f"{name}::{word_type(CHECKS, name)} as {name}" for name in _OF_RESOURCE)
    engine.create(
        "passing_resource",
        f"select rowid as place, n as standing, {of_resource}, last_seen from list_inventory_rows",
        own=True,
    )
    passed = passing_places(engine, [row["definition"] for row in rules])
    engine.create(
        "passing_check",
        f"select rule, place::uinteger as place from ({passed}) as passed "
        "join (select place, standing from passing_resource) as v using (place) order by rule, standing",
        own=True,
    )
    (counted,) = engine.rows("select count(*) as n from passing_check")
    return [
        _ROWS.format(checks=f"passing_check where rowid >= {first} and rowid < {first + _PART}")
        for first in range(0, max(counted["n"], 1), _PART)
    ]
