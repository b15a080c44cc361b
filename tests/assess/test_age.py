"""What no scan could read again for two days decides nothing: neither its own verdicts nor those that stand on it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bartizan.assess import Rule, assess
from bartizan.assess.age import mark_stale
from bartizan.assess.gaps import Gaps
from bartizan.assess.history import carry_dates
from bartizan.assess.rule import Remediation
from bartizan.model import Severity
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS

NEW, OLD = "2026-03-10T12:00:00", "2026-03-08T11:59:00"
PLACE = ("id", "name", "scope", "region")
FACTS = {"function": {"url_auth": "varchar", "is_admin": "boolean"}, "role": {"is_admin": "boolean"}}
"""A function has a fact of its own, and one from its role."""
SCHEMAS = {table: {**dict.fromkeys(PLACE, "varchar"), **facts} for table, facts in FACTS.items()}
LINEAGE = {"function": {"url_auth": frozenset({"url"}), "is_admin": frozenset({"role"})}, "role": {}}


def rule(id_: str, table: str, fails: str) -> Rule:
    return Rule(
        id=id_,
        title="A thing is open",
        severity=Severity.HIGH,
        category="access_control",
        rationale="Anyone can do a thing that they should not.",
        table=[table],
        fails=fails,
        remediation=Remediation(text="Close it."),
        examples=[{"expect": status} for status in ("fail", "pass", "unknown")],
    )


RULES = [
    rule("own", "function", "url_auth = 'NONE'"),
    rule("of_role", "function", "is_admin"),
    rule("role", "role", "is_admin"),
]


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as engine:
        engine.create_empty("observation", OBSERVATION_COLUMNS)
        for table, schema in SCHEMAS.items():
            engine.create_empty(table, schema)
        yield engine


def add(engine: Engine, kind: str, id_: str, read_at: str, *, scope: str = "1", **facts: Any) -> None:
    place = {"id": id_, "name": id_, "scope": scope, "region": "" if kind == "role" else "here"}
    seen = {"kind": kind, "aspect": "self", "outcome": "ok", "observed_at": read_at}
    for table, row in (("observation", {**seen, **place}), (kind, {**place, **facts})):
        cells = ", ".join(f"{value!r} as {name}" for name, value in row.items() if name in engine.columns(table))
        engine.execute(f"insert into {table} by name select {cells}")


def judged(engine: Engine, hours: int = 48) -> dict[tuple[str, str], tuple[str, list[str]]]:
    mark_stale(engine, hours)
    assess(engine, RULES, SCHEMAS, Gaps(engine, LINEAGE), kept=("fail", "pass", "unknown"))
    return {(r["rule_id"], r["resource_id"]): (r["status"], r["missing"]) for r in engine.rows("from finding")}


def test_an_old_resource_is_unknown_and_says_when_it_was_read(engine: Engine) -> None:
    add(engine, "function", "f", OLD, url_auth="NONE", is_admin=False)
    add(engine, "function", "g", NEW, url_auth="NONE", is_admin=False)
    told = judged(engine)
    assert told["own", "f"] == ("unknown", ["function last read 2026-03-08 11:59 UTC"])
    assert told["of_role", "f"][0] == "unknown"
    assert told["own", "g"] == ("fail", [])
    assert told["of_role", "g"] == ("pass", [])


def test_what_stands_on_an_old_kind_of_its_scope_is_unknown_too(engine: Engine) -> None:
    add(engine, "role", "r", OLD, is_admin=False)
    add(engine, "function", "f", NEW, url_auth="NONE", is_admin=False)
    add(engine, "function", "elsewhere", NEW, scope="2", url_auth="NONE", is_admin=False)
    told = judged(engine)
    assert told["role", "r"] == ("unknown", ["role last read 2026-03-08 11:59 UTC"])
    assert told["of_role", "f"] == ("unknown", ["role last read 2026-03-08 11:59 UTC"])
    assert told["own", "f"] == ("fail", [])
    assert told["of_role", "elsewhere"] == ("pass", [])


def test_the_age_is_a_setting(engine: Engine) -> None:
    add(engine, "function", "f", OLD, url_auth="NONE", is_admin=False)
    add(engine, "function", "g", NEW, url_auth="", is_admin=False)
    assert judged(engine, hours=49)["own", "f"] == ("fail", [])


def test_counts_say_it_as_well(engine: Engine) -> None:
    add(engine, "function", "f", OLD, url_auth="AWS_IAM", is_admin=False)
    add(engine, "function", "g", NEW, url_auth="AWS_IAM", is_admin=False)
    judged(engine)
    rows = engine.rows("select status, sum(n)::int as n from rule_result where rule_id = 'own' group by all order by 1")
    assert [(row["status"], row["n"]) for row in rows] == [("pass", 1), ("unknown", 1)]


def test_what_was_not_read_again_was_last_seen_when_it_was_read(engine: Engine, tmp_path: Path) -> None:
    add(engine, "function", "f", OLD, url_auth="NONE", is_admin=False)
    add(engine, "function", "g", NEW, url_auth="NONE", is_admin=False)
    judged(engine)
    carry_dates(engine, "finding", None, "2026-03-10T11:00:00")
    rows = engine.rows("select resource_id, last_seen::varchar as seen from finding where rule_id = 'own' order by 1")
    assert json.dumps(rows) == json.dumps(
        [{"resource_id": "f", "seen": "2026-03-08 11:59:00"}, {"resource_id": "g", "seen": "2026-03-10 11:00:00"}]
    )
