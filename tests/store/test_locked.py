"""A stranger's SELECT: what it may read, and thirty ways out that are shut."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.model import BartizanError, UsageError
from bartizan.store import Engine
from bartizan.store.locked import (
    MOST_LETTERS,
    Interrupt,
    LockedAnswer,
    LockedLimits,
    QueryLimitError,
    locked_answer,
    locked_rows,
)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    """The tables of a small snapshot, and a file beside it that is nobody's business."""
    (tmp_path / "outside.csv").write_text("a\n1\n")
    with Engine(threads=1) as engine:
        engine.create("finding", "select n as id, 'fail' as status, {'a': n} as body from range(5) as t(n)")
        engine.save("finding", tmp_path / "finding.parquet")
        engine.save("finding", tmp_path / "outside.parquet")
    return {"finding": tmp_path / "finding.parquet"}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """A server that notes who comes."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def accept() -> None:
            while not stopped.is_set():
                try:
                    calls.append(server.accept()[1])
                except TimeoutError:
                    continue

        stopped = threading.Event()
        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        stopped.set()
        thread.join()


def test_what_a_select_may_do(tables: dict[str, Path]) -> None:
    assert locked_rows(tables, "select count(*) as n from finding where status = 'fail'") == [{"n": 5}]
    assert locked_rows(tables, "with f as (select * from Finding) select max(id) as id from f") == [{"id": 4}]
    assert locked_rows(tables, "select unnest([1, 2]) as n order by n") == [{"n": 1}, {"n": 2}]
    assert locked_rows(tables, "select sum(n) as n from range(4) as t(n)") == [{"n": 6}]
    assert locked_rows(tables, "select severity_order('high') as n") == [{"n": 2}]


WAYS_OUT = (
    "select * from read_csv('{folder}/outside.csv')",
    "select * from read_csv_auto('{folder}/outside.csv')",
    "select * from '{folder}/outside.csv'",
    'select * from "{folder}/outside.parquet"',
    "select * from read_parquet('{folder}/outside.parquet')",
    "select * from read_parquet('{folder}/finding.parquet')",
    "select * from parquet_metadata('{folder}/outside.parquet')",
    "select * from parquet_schema('{folder}/outside.parquet')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_json('/etc/passwd')",
    "select * from sniff_csv('{folder}/outside.csv')",
    "select * from glob('/etc/*')",
    "select * from read_csv('{http}/a.csv')",
    "select * from '{http}/a.parquet'",
    "select * from 's3://bucket/a.parquet'",
    "copy finding to '{folder}/out.csv'",
    "copy (select 1) to '{folder}/finding.parquet'",
    "copy finding from '{folder}/outside.csv'",
    "export database '{folder}/all'",
    "import database '{folder}/all'",
    "attach '{folder}/other.db' as other",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset all",
    "create table t as select 1",
    "drop view finding",
    "insert into finding values (1)",
    "call pragma_version()",
    "select getenv('HOME')",
    "select current_setting('home_directory')",
    "select * from duckdb_settings()",
    "select * from duckdb_secrets()",
    "select * from duckdb_databases",
    "select * from pragma_database_list",
    "select * from information_schema.tables",
    "select * from pg_settings",
    "select * from pg_views",
    "select * from pg_class, finding",
    "select * from sqlite_master",
    "with pg_settings as (select 1) select * from pg_tables",
    "select * from finding where exists (select 1 from pg_settings)",
    "select * from finding semi join pg_settings on true",
    "with pg_settings as (select * from pg_settings) select * from pg_settings",
    "with PG_Settings as materialized (select 1) select * from pg_settings",
    "select * from (with pg_views as (select 1) select 1), pg_views",
    "with duckdb_settings as (select 1) select * from duckdb_settings",
    "with columns as (select 1) select * from columns",
    "summarize pg_settings",
    "describe pg_settings",
    "show tables",
    "show databases",
    "select * from (show all tables)",
    "select * from (summarize pg_settings)",
    "(select 1) union all by name (select setting from pg_settings)",
    "select * from query('select 1')",
    "select * from query_table('finding')",
    "select * from os",
    "select * from tables",
    "select 1; copy (select 1) to '{folder}/out.csv'",
    "explain analyze select 1",
    "prepare p as select 1",
    "with x as (select * from read_text('/etc/passwd')) select * from x",
    "select (select content from read_text('/etc/passwd'))",
    "select * from finding where exists (select 1 from glob('/etc/*'))",
    "create secret (type s3)",
    "use memory",
    "vacuum",
    "checkpoint",
    "select * from which_secret('s3://a', 's3')",
)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_ways_out_are_shut(tables: dict[str, Path], listener: tuple[str, list[object]], way: str) -> None:
    folder = tables["finding"].parent
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(UsageError):
        locked_rows(tables, way.format(folder=folder, http=listener[0]))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert listener[1] == []


@pytest.mark.parametrize(
    "sql",
    ["select * from read_text('{folder}/outside.csv')", "select * from read_csv('{folder}/outside.csv')"],
)
def test_the_engine_refuses_files_itself(tables: dict[str, Path], sql: str) -> None:
    # What the check forbids must not be all that stands between a query and a file.
    import duckdb

    from bartizan.store.locked import _config, _lock

    with duckdb.connect(":memory:", config=_config("100MB")) as connection:
        _lock(connection, list(tables.values()))
        with pytest.raises(duckdb.PermissionException):
            connection.execute(sql.format(folder=tables["finding"].parent))
        with pytest.raises(duckdb.Error, match="locked"):
            connection.execute("set enable_external_access = true")


def test_an_error_says_nothing_of_the_machine(tables: dict[str, Path]) -> None:
    folder = tables["finding"].parent
    (folder / "damaged.parquet").write_bytes(b"PAR1 nothing of the kind PAR1")
    for sql in ("select * from damaged", "select now()", "select nothing from finding", "select error('x')"):
        with pytest.raises(BartizanError) as error:
            locked_rows({**tables, "damaged": folder / "damaged.parquet"}, sql)
        assert str(folder) not in str(error.value)
        assert "Traceback" not in str(error.value)


def test_an_answer_says_its_columns_and_whether_there_is_more(tables: dict[str, Path]) -> None:
    found = locked_answer(tables, "select 1 as a, 'x' as a from range(5)", LockedLimits(rows=2))
    assert found == LockedAnswer(["a", "a"], ["INTEGER", "VARCHAR"], [(1, "x")] * 2, is_cut=True)
    assert not locked_answer(tables, "select 1 as a from range(2)", LockedLimits(rows=2)).is_cut


def test_a_query_ends_when_it_is_interrupted(tables: dict[str, Path]) -> None:
    def started(interrupt: Interrupt) -> None:
        threading.Timer(0.2, interrupt).start()

    at = time.monotonic()
    with pytest.raises(QueryLimitError):
        locked_answer(
            tables, "select count(*) from range(10000000000) as a(n) where n % 7 = 3", LockedLimits(), started
        )
    assert time.monotonic() - at < 5


def test_time_and_memory_end(tables: dict[str, Path]) -> None:
    with pytest.raises(BartizanError, match=r"longer than 0\.2 s"):
        locked_rows(tables, "select count(*) from range(10000000000) as a(n) where n % 7 = 3", seconds=0.2)
    with pytest.raises(BartizanError, match="memory"):
        locked_rows(tables, "select list(n) from range(100000000) as a(n)", memory="50MB")
    with pytest.raises(QueryLimitError, match="longer than 10,000 characters"):
        locked_answer(tables, "select repeat('x', 1000) as a from range(1000)", LockedLimits(letters=10_000))
    with pytest.raises(QueryLimitError, match="longer than 10,000 characters"):
        locked_answer(tables, "select [repeat('x', 1000)] as a from range(1000)", LockedLimits(letters=10_000))
    with pytest.raises(UsageError, match="longer than"):
        locked_rows(tables, f"select '{'a' * MOST_LETTERS}'")


def test_the_environment_is_not_told(tables: dict[str, Path]) -> None:
    assert os.environ["PATH"]
    with pytest.raises(UsageError):
        locked_rows(tables, "select getenv('PATH')")


def test_columns_of_one_name_are_numbered(tables: dict[str, Path]) -> None:
    assert locked_rows(tables, "select 1 as a, 2 as a, 3 as a_1") == [{"a": 1, "a_2": 2, "a_1": 3}]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "one SELECT is run here; there are 0"),
        ("select 1; select 2", "one SELECT is run here; there are 2"),
        ("delete from finding", "only one SELECT is run here, and this is another statement"),
        (f"select {'(' * 1500}1{')' * 1500}", "only one SELECT is run here; the query is nested too deep"),
    ],
)
def test_what_is_not_one_select_is_said_in_our_words(tables: dict[str, Path], sql: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        locked_rows(tables, sql)
    assert str(error.value) == said
