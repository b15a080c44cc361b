"""A large table is judged in parts, two at a time: to the same verdicts, counts and gaps as in one go."""

from typing import Any

import pytest

from bartizan.assess import assess
from bartizan.assess.age import mark_stale
from bartizan.assess.gaps import Gaps
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS
from tests.assess.test_age import LINEAGE, NEW, OLD, RULES, SCHEMAS, add

ROWS = 23


def judged(at_once: int) -> list[list[dict[str, Any]]]:
    with Engine(threads=2) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        for table, schema in SCHEMAS.items():
            engine.create_empty(table, schema)
        for n in range(ROWS):
            facts = {"url_auth": "NONE"} if n % 3 else {}
            add(engine, "function", f"f{n}", OLD if n % 5 == 0 else NEW, scope=str(n % 2), is_admin=n % 7 == 0, **facts)
            if not facts:
                refused = "'function' as kind, ? as id, ? as scope, 'url' as aspect, 'denied' as outcome"
                engine.execute(
                    f"insert into observation by name select {refused}, 'GetUrl' as operation, '' as permission, "
                    "'' as detail", [f"f{n}" if n % 2 else "", str(n % 2)],
                )  # fmt: skip
        mark_stale(engine, 48)
        assess(engine, RULES, SCHEMAS, Gaps(engine, LINEAGE), ("fail", "pass", "unknown"), at_once=at_once)
        return [engine.rows(f"from {table} order by all") for table in ("finding", "rule_result")]


@pytest.mark.parametrize("size", [1, 4, ROWS - 1])
def test_parts_come_to_what_the_whole_comes_to(size: int) -> None:
    whole = judged(ROWS)
    assert len(whole[0]) == 2 * ROWS
    assert {row["status"] for row in whole[0]} == {"fail", "pass", "unknown"}
    assert any("GetUrl denied" in row["missing"] for row in whole[0])
    assert judged(size) == whole


def test_the_only_row_of_a_table_says_what_it_lacks() -> None:
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        for table, schema in SCHEMAS.items():
            engine.create_empty(table, schema)
        add(engine, "function", "f", NEW, url_auth="NONE")
        assess(engine, RULES, SCHEMAS, Gaps(engine, LINEAGE))
        found = engine.rows("select rule_id, missing from finding order by all")
    assert found == [{"rule_id": "of_role", "missing": ["role not read yet"]}, {"rule_id": "own", "missing": []}]
