"""Lists in tables have an order of their own: in the order of rows they would change where nothing did."""

import pytest
import sqlglot
from sqlglot import exp

from bartizan.normalize import sources
from bartizan.normalize.run import statement


def unordered(sql: str) -> list[str]:
    """Return the aggregates of a statement that make lists or texts in the order of rows."""
    made = sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.ArrayAgg, exp.GroupConcat)
    return [each.sql("duckdb") for each in made if not _is_ordered(each)]


def _is_ordered(made: exp.AggFunc) -> bool:
    if isinstance(made.this, exp.Order):
        return True
    around = made.parent
    while around is not None and not isinstance(around, exp.Select):
        if isinstance(around, exp.ArraySort | exp.ArrayContains | exp.ArraySize | exp.Length):
            return True
        around = around.parent
    return False


@pytest.mark.parametrize("table", sorted(sources()))
def test_every_list_says_its_order(table: str) -> None:
    assert unordered(statement(sources()[table])) == []


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ("list(name) as names, list_sort(list(place)) as places", ["ARRAY_AGG(name)"]),
        ("len(list(name)), list(name order by name), string_agg(name, ',')", ["LISTAGG(name, ',')"]),
    ],
)
def test_a_list_in_the_order_of_rows_is_found(columns: str, found: list[str]) -> None:
    assert unordered(f"select id, {columns} from named group by id") == found
