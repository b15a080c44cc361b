"""A table that is left empty without running its SELECT is one whose SELECT finds nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bartizan.model import LIST, Observation, Outcome
from bartizan.normalize import normalize, planned_schemas, schemas, sources
from bartizan.normalize.run import statement
from bartizan.normalize.source import LISTING
from bartizan.store import Engine, ObservationSpool
from bartizan.store.engine import literal
from tests.normalize.test_tables import CASES


def test_the_file_of_columns_is_what_the_engine_plans() -> None:
    assert schemas() == planned_schemas()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine with every observation of every table's case, and with all tables empty."""
    with ObservationSpool(tmp_path_factory.mktemp("observations") / "all") as spool:
        for case in CASES:
            for given in json.loads(case.read_text(encoding="utf-8"))["observations"]:
                spool.write(_observation(given))
    with Engine(threads=1) as engine:
        engine.load_observations(spool.path)
        engine.create("every_observation", "select * from observation")
        normalize(engine, {"aws_account"})
        for name, columns in schemas().items():
            engine.create_empty(name, columns)
        yield engine


def _observation(given: dict[str, Any]) -> Observation:
    full: dict[str, Any] = {"scope": "", "observed_at": "2026-01-01T00:00:00", "outcome": "ok", **given}
    return Observation(**{**full, "outcome": Outcome(full["outcome"])})


@pytest.mark.parametrize("name", [name for name, table in sources().items() if not table.is_one_row])
def test_no_row_comes_from_observations_of_other_kinds_or_of_listings(engine: Engine, name: str) -> None:
    table = sources()[name]
    kinds, looked_at = (", ".join(map(literal, each)) or "null" for each in (table.kinds, table.listings))
    of_others = f"kind not in ({kinds}) or aspect = {literal(LIST)}"
    if table.listings:
        of_others = f"kind not in ({looked_at}) and ({of_others})"
    engine.create("observation", f"select * from every_observation where {of_others}")
    engine.create(LISTING, f"select kind, scope, region, outcome from observation where aspect = {literal(LIST)}")
    assert engine.rows(f"select count(*) as n from ({statement(sources()[name])})") == [{"n": 0}]
