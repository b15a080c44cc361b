"""Each edge's file against its examples: rows that make an edge, a near miss for each condition, and each refused read.

An example file has ``rows`` by table, the ``edges`` that they make, each as ``source target effect`` (``-`` for the
target of a gap), and ``but``: changes of single values, ``table.column`` or ``table.row.column``, each with its edges.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bartizan.graph.edges import EdgeSource, edge_sources
from bartizan.graph.edges.run import prepare
from bartizan.normalize.run import schemas
from bartizan.permit.run import TABLES
from bartizan.permit.tables import append
from bartizan.store import Engine
from tests.yaml_file import read_yaml

_EXAMPLES = Path(__file__).parent / "examples"
_VULNERABILITY = {
    **dict.fromkeys(("digest", "package", "version", "advisory_id", "severity", "cvss_vector", "status"), "varchar"),
    **{"aliases": "varchar[]", "epss": "double", "kev": "boolean", "is_malicious": "boolean"},
}
_TABLES = {**schemas(), **TABLES, "vulnerability": _VULNERABILITY}


def cases_of(name: str) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Yield what each example of an edge is about, its rows and the edges that they make."""
    example = read_yaml(_EXAMPLES / f"{name}.yaml")
    yield "", example["rows"], example["edges"]
    for n, but in enumerate(example["but"]):
        rows = deepcopy(example["rows"])
        for place, value in but["set"].items():
            _put(rows, place, value)
        yield f" {n} {' '.join(but['set'])}", rows, but["edges"]


def _cases() -> Iterator[Any]:
    for name in edge_sources():
        for about, rows, edges in cases_of(name):
            yield pytest.param(name, rows, edges, id=f"{name}{about}")


def _put(rows: dict[str, Any], place: str, value: object) -> None:
    table, *row, column = place.split(".")
    found = rows[table][int(row[0])] if row else rows[table]
    assert column in found, f"{place} is not in the rows"
    found[column] = value


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as engine:
        for table, columns in _TABLES.items():
            engine.create_empty(table, columns)
        prepare(engine)
        yield engine


@pytest.mark.parametrize(("name", "rows", "edges"), list(_cases()))
def test_example(engine: Engine, name: str, rows: dict[str, Any], edges: list[str]) -> None:
    with filled(engine, rows):
        assert _found(engine, edge_sources()[name]) == sorted(edges)


@contextmanager
def filled(engine: Engine, rows: dict[str, Any]) -> Iterator[None]:
    """Hold the rows of an example in their tables."""
    for table, given in rows.items():
        append(engine, table, given if isinstance(given, list) else [given])
    try:
        yield
    finally:
        for table in rows:
            engine.execute(f"delete from {table}")


def _found(engine: Engine, source: EdgeSource) -> list[str]:
    rows = engine.rows(source.sql)
    for row in rows:
        assert row["effect"] in ("yes", "conditional", "unknown")
        assert (row["condition"] == "") == (row["effect"] == "yes"), (
            "what must hold is said, and nothing where nothing must"
        )
        assert row["target_id"] is None or row["why"]
        assert row["rule_ids"] is not None
    return listed(rows)


def listed(rows: list[dict[str, Any]]) -> list[str]:
    """Return edges as the examples write them."""
    return sorted(f"{row['source_id']} {row['target_id'] or '-'} {row['effect']}" for row in rows)


@pytest.mark.parametrize("name", edge_sources())
def test_nothing_is_selected_from_empty_tables(engine: Engine, name: str) -> None:
    assert engine.rows(edge_sources()[name].sql) == []


@pytest.mark.parametrize("name", edge_sources())
def test_examples_cover_near_misses_and_refused_reads(name: str) -> None:
    example = read_yaml(_EXAMPLES / f"{name}.yaml")
    assert example["edges"], "an example that makes an edge"
    if "always" not in example:
        assert any(not but["edges"] for but in example["but"]), "a near miss"
        values = [value for but in example["but"] for value in but["set"].values()]
        assert None in values or "unknown" in values, "a read that was refused"
