"""Verdicts that stand are those that would be given again, whatever changed since, and others are not taken."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bartizan.assess import Rule, assess
from bartizan.assess.age import mark_stale
from bartizan.assess.gaps import Gaps
from bartizan.assess.lifetimes import keep_lifetimes
from bartizan.assess.standing import Standing
from bartizan.model import Severity
from bartizan.store import Engine
from bartizan.store.engine import OBSERVATION_COLUMNS
from bartizan.store.past import Past
from tests.assess.test_age import LINEAGE, NEW, OLD, RULES, SCHEMAS, add

Change = Callable[[Engine], None]
_JUDGED = ("finding", "rule_result")
_DAYS = ("2026-03-10", "2026-03-11")


def _estate(engine: Engine) -> None:
    engine.create_empty("observation", OBSERVATION_COLUMNS)
    for table, schema in SCHEMAS.items():
        engine.create_empty(table, schema)
    for n in range(12):
        facts = {"url_auth": "NONE"} if n % 3 else {}
        add(engine, "function", f"f{n}", NEW, scope=str(n % 2), is_admin=n % 4 == 0, **facts)
    add(engine, "role", "r", NEW, is_admin=True)


def _run(*statements: str) -> Change:
    def change(engine: Engine) -> None:
        for statement in statements:
            engine.execute(statement)

    return change


def _judge(engine: Engine, before: Path | None, rules: Sequence[Rule] = RULES) -> Standing:
    mark_stale(engine, 48)
    past, gaps = Past(engine, before), Gaps(engine, LINEAGE)
    standing = Standing(engine, past, gaps, least=1)
    assess(engine, rules, SCHEMAS, gaps, standing=standing)
    past.note()
    return standing


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot whose findings say that they are its own."""
    folder = tmp_path_factory.mktemp("before")
    with Engine(threads=1) as engine:
        _estate(engine)
        _judge(engine, None)
        engine.execute("update finding set region = 'as before'")
        for name in (*SCHEMAS, *_JUDGED, "fingerprint"):
            engine.save(name, folder / f"{name}.parquet")
    return folder


def _rows(engine: Engine, *, but: str = "") -> list[list[dict[str, Any]]]:
    regardless = f"* replace ({but} as region)" if but else "*"
    return [
        engine.rows(f"select {regardless} from finding order by all"),
        engine.rows("from rule_result order by all"),
    ]


CHANGES: dict[str, tuple[Change, int]] = {
    "nothing": (_run(), 0),
    "a fact": (_run("update function set url_auth = 'AWS_IAM' where id = 'f1'"), 1),
    "a fact that was read": (_run("update function set url_auth = 'NONE' where id = 'f0'"), 1),
    "a fact that is not read any more": (_run("update function set is_admin = null where id = 'f2'"), 1),
    "a name": (_run("update function set name = 'another' where id = 'f4'"), 1),
    "one gone, one new": (
        _run("delete from function where id = 'f4'", "update function set id = 'f99' where id = 'f5'"),
        3,
    ),
    "one twice": (_run("insert into function from function where id = 'f1'"), 1),
    "another scope": (_run("update function set scope = '7' where id = 'f0'"), 1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_stands_is_what_would_be_judged(before: Path, what: str) -> None:
    change, again = CHANGES[what]
    with Engine(threads=1) as taking, Engine(threads=1) as anew:
        for engine in (taking, anew):
            _estate(engine)
            change(engine)
        standing = _judge(taking, before)
        _judge(anew, None)
        assert _rows(taking, but="''") == _rows(anew, but="''")
        assert taking.rows("select count(*) as n from again_function") == [{"n": again}]
        stands = {row["stands"] for row in taking.rows(f"select {standing.which} as stands from finding")}
        assert taking.rows(f"from finding where (region = 'as before') <> ({standing.which})") == []
        assert True in stands


REFUSED = (
    "insert into observation by name select 'function' as kind, 'f0' as id, '0' as scope, 'url' as aspect, "
    "'denied' as outcome, 'GetUrl' as operation, '' as permission, '' as detail"
)
ANSWERED = (
    "insert into observation by name select 'function' as kind, id, scope, 'url' as aspect, 'ok' as outcome "
    "from function"
)
ALL_AGAIN: dict[str, Change] = {
    "an answer was refused": _run(REFUSED),
    "all were asked": _run(ANSWERED),
    "a row without an ID": _run("update function set id = null where id = 'f1'"),
    "some are too old": _run(f"update observation set observed_at = '{OLD}' where id = 'f1'"),
}


@pytest.mark.parametrize("what", ALL_AGAIN)
def test_all_is_judged_where_more_than_rows_may_have_changed(before: Path, what: str) -> None:
    with Engine(threads=1) as taking, Engine(threads=1) as anew:
        for engine in (taking, anew):
            _estate(engine)
            ALL_AGAIN[what](engine)
        _judge(taking, before)
        _judge(anew, None)
        of = "from finding where resource_type = 'function' order by all"
        assert taking.rows(of) == anew.rows(of)
        assert _rows(taking, but="''") == _rows(anew, but="''")


@pytest.mark.parametrize("rules", [RULES[1:], [RULES[0].rated(Severity.LOW), *RULES[1:]]])
def test_other_rules_judge_all(before: Path, rules: Sequence[Rule]) -> None:
    with Engine(threads=1) as taking, Engine(threads=1) as anew:
        for engine in (taking, anew):
            _estate(engine)
        _judge(taking, before, rules)
        _judge(anew, None, rules)
        of = "from finding where resource_type = 'function' order by all"
        assert taking.rows(of) == anew.rows(of)


def test_what_was_not_taken_because_of_age_is_not_taken_the_next_time(before: Path, tmp_path: Path) -> None:
    with Engine(threads=1) as engine:
        _estate(engine)
        ALL_AGAIN["some are too old"](engine)
        _judge(engine, before)
        for name in (*SCHEMAS, *_JUDGED, "fingerprint"):
            engine.save(name, tmp_path / f"{name}.parquet")
    with Engine(threads=1) as taking, Engine(threads=1) as anew:
        for engine in (taking, anew):
            _estate(engine)
        assert _judge(taking, tmp_path).which == "false"
        _judge(anew, None)
        assert _rows(taking) == _rows(anew)


@pytest.mark.parametrize("what", ["nothing", "a fact", "a fact that is not read any more", "one gone, one new"])
def test_the_history_of_what_stands_stays(before: Path, tmp_path: Path, what: str) -> None:
    found = []
    for name in ("taking", "anew"):
        folder = tmp_path / name
        folder.mkdir()
        for day, change in zip(_DAYS, (_run(), CHANGES[what][0]), strict=True):
            with Engine(threads=1) as engine:
                _estate(engine)
                change(engine)
                standing = _judge(engine, before).which if day == _DAYS[1] and name == "taking" else "false"
                if standing == "false":
                    _judge(engine, None)
                engine.execute(f"alter table finding add column first_seen timestamp default '{day}'")
                engine.create(
                    "resource", "select id, 'function' as type from function union all select id, 'role' from role"
                )
                keep_lifetimes(engine, folder, day, standing=standing)
                engine.save("finding_history", folder / "finding_history.parquet")
                if day == _DAYS[1]:
                    found.append(engine.rows("from finding_history order by all"))
    assert found[0] == found[1]
    assert found[0]
