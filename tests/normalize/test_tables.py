"""Each table's file of observations and the rows it must give. ``make golden`` rewrites the rows."""

import json
import os
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from bartizan.model import SELF, Observation, Outcome
from bartizan.normalize import needed_by, sources
from bartizan.normalize.given import GIVEN
from bartizan.permit import READS, TABLES
from bartizan.pipeline.tables import make_tables
from bartizan.store import Engine, ObservationSpool
from tests.remade import Tables, deny

CASES = sorted(Path(__file__).parent.glob("*/*.json"))


@dataclass(frozen=True)
class Case:
    """A table's file, and its tables as they are made of the file's observations."""

    file: Path
    content: dict[str, Any]
    table: str
    engine: Engine
    tables: Tables

    def rows(self) -> list[dict[str, Any]]:
        return rows(self.engine, self.table)


@pytest.fixture(scope="module", params=CASES, ids=lambda path: f"{path.parent.name}_{path.stem}")
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    file: Path = request.param
    content = json.loads(file.read_text(encoding="utf-8"))
    table = f"{file.parent.name}_{file.stem}"
    with observed(content, tmp_path_factory.mktemp(table)) as engine:
        yield Case(file, content, table, engine, Tables(engine, {table}))


def test_rows(case: Case) -> None:
    found = json.loads(json.dumps(case.rows(), default=str))
    if os.environ.get("BARTIZAN_GOLDEN"):
        case.content["rows"] = found
        case.file.write_text(json.dumps(case.content, indent=1) + "\n", encoding="utf-8")
    assert found == case.content["rows"]


def rows_of(table: str, content: dict[str, Any], tmp_path: Path) -> list[dict[str, Any]]:
    """Return a table's rows for a case: its observations and, where it has any, ``given`` rows of other stages."""
    with observed(content, tmp_path) as engine:
        make_tables(engine, {table})
        return rows(engine, table)


def rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    return engine.rows(f"select * from {table} order by id")


def observed(content: dict[str, Any], tmp_path: Path) -> Engine:
    """Return an engine with a case's observations and what other stages give."""
    with ObservationSpool(tmp_path / "observations") as spool:
        for given in content["observations"]:
            full: dict[str, Any] = {"scope": "", "observed_at": "2026-01-01T00:00:00", "outcome": "ok", **given}
            spool.write(Observation(**{**full, "outcome": Outcome(full["outcome"])}))
    engine = Engine(threads=1)
    engine.load_observations(spool.path)
    for name, given_rows in content.get("given", {}).items():
        columns = GIVEN[name].columns
        engine.create_empty(name, columns)
        engine.insert(name, [[row[column] for column in columns] for row in given_rows])
    return engine


def test_what_tables_are_given_of_policies_is_what_permit_writes() -> None:
    assert {name: dict(given.columns) for name, given in GIVEN.items() if name in TABLES} == {
        name: columns for name, columns in TABLES.items() if name in GIVEN
    }
    graph_reads = {"access", "escalation", "azure_identity_power"}
    assert set(TABLES) - set(GIVEN) == {"grant", "permission", "aws_resource_grant"} | graph_reads


def test_what_permit_reads_stands_on_nothing_that_it_writes() -> None:
    assert not needed_by(READS) & set(TABLES)


def test_every_table_has_a_case() -> None:
    covered = {f"{file.parent.name}_{file.stem}" for file in CASES}
    assert {name for name, source in sources().items() if source.kinds == (name,)} <= covered


@pytest.mark.parametrize("name", sorted(sources()))
def test_every_column_is_described(name: str) -> None:
    source = sources()[name]
    assert source.description
    assert [column for column, text in source.columns.items() if not text] == []
    if source.kinds == (name,):
        assert {"id", "name", "scope", "region", "tags", "observed_at"} <= set(source.columns)


@pytest.mark.slow
def test_denying_an_aspect_only_ever_adds_nulls(case: Case) -> None:
    """Law 1 of the tables: a value may become null when an answer is denied; it never becomes another value."""
    for question in _questions(case):
        assert _turned(case, [question]) == [], question


@pytest.mark.slow
def test_denying_two_aspects_only_ever_adds_nulls(case: Case) -> None:
    """Where one answer stands in for another, both may be missing; which two are tried is drawn for each table."""
    questions = _questions(case)
    if len(questions) > 1:
        pair = random.Random(case.table).sample(questions, 2)
        assert _turned(case, pair) == [], pair


def _questions(case: Case) -> list[tuple[str, str]]:
    return sorted({(o["kind"], o["aspect"]) for o in case.content["observations"] if o["aspect"] != SELF})


def _turned(case: Case, denied: list[tuple[str, str]]) -> list[tuple[str, dict[str, Any]]]:
    """Return the resources, and what was and is told of them, where an answer that is denied makes it another value."""
    before = {row["id"]: row for row in case.rows()}
    # What was gone when it was asked about has no row, but nobody knows that where the question is denied.
    told = case.content["observations"]
    gone = {o["id"] for o in told if o["aspect"] == "detail" and o.get("outcome") == "absent"} - set(before)

    def deny_all(engine: Engine) -> None:
        for kind, aspect in denied:
            deny(kind, aspect)(engine)

    with case.tables.changed(deny_all):
        after = [row for row in case.rows() if row["id"] not in gone]
    found = []
    for row in after:
        for was in _stood_for(row, before):
            if changed := {k: (was[k], v) for k, v in row.items() if v is not None and v != was[k]}:
                found.append((row["id"], changed))
    return found


def _stood_for(row: dict[str, Any], before: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was told before of the resource, or of those in whose place it stands as they are not listed."""
    if row["id"] in before:
        return [before[row["id"]]]
    listed = [was for id_, was in before.items() if id_.startswith(f"{row['id']}/")]
    return [{**was, "id": row["id"], "name": row["name"]} for was in listed]


def test_an_observation_that_json_cannot_carry_is_a_failed_one(tmp_path: Path) -> None:
    with ObservationSpool(tmp_path / "spool") as spool:
        spool.write(Observation("k", "i", SELF, Outcome.OK, "s", body={"name": "\ud800"}))
    with Engine() as engine:
        engine.load_observations(spool.path)
        (row,) = engine.rows("select outcome, body, detail from observation")
    assert row["outcome"] == "failed"
    assert row["body"] is None
    assert "cannot be stored" in row["detail"]
    assert set(asdict(Observation("k", "i", SELF, Outcome.OK, "s"))) >= set(row)
