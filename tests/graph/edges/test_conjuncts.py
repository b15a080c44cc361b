"""No condition of an edge's SQL is there in vain: with any of them left out, an example of the edge comes out wrong."""

from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

from bartizan.graph.edges import edge_sources
from bartizan.store import Engine
from tests.graph.edges.test_examples import cases_of, engine, filled, listed

pytestmark = pytest.mark.slow

__all__ = ["engine"]
SAID_TWICE = {
    "aws/can_assume_pool": {"CONTAINS(trust_policy, 'cognito-identity.amazonaws.com')"},
    "azure/administers": {"assigned.scope_kind IN ('root', 'management_group', 'subscription')"},
    "azure/can_assume_federated": {"placed.cloud = 'azure'"},
    "both/can_assume_federated": {"issuer = 'azure'", "CONTAINS(trust_policy, '\"Federated\"')"},
}
"""Conditions that a later step holds as well: they only spare it work."""


def without_each(sql: str) -> Iterator[tuple[str, str]]:
    """Yield each condition of a query's joins and filters, and the query without it."""
    whole = sqlglot.parse_one(sql, read="duckdb")
    for number in range(len(_conditions(whole))):
        less = whole.copy()
        condition = _conditions(less)[number]
        text = condition.sql("duckdb")
        condition.replace(exp.true())
        yield text, less.sql("duckdb")


def _conditions(query: exp.Expr) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for node in query.find_all(exp.Where, exp.Join):
        on = node.this if isinstance(node, exp.Where) else node.args.get("on")
        found += list(on.flatten()) if isinstance(on, exp.And) else [on] if on is not None else []
    return found


@pytest.mark.parametrize("name", edge_sources())
def test_each_condition_is_missed_by_an_example(engine: Engine, name: str) -> None:
    left = list(without_each(edge_sources()[name].sql))
    for _, rows, edges in cases_of(name):
        with filled(engine, rows):
            left = [(text, sql) for text, sql in left if listed(engine.rows(sql)) == sorted(edges)]
    assert {text for text, _ in left} == SAID_TWICE.get(name, set())
