"""Rows about an ID that stand on what is said about that ID alone: which SELECTs have them, and that it is so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.normalize import sources
from bartizan.normalize.given import GIVEN
from bartizan.normalize.kept import data_files
from bartizan.normalize.keys import ID, aggregate_names, read_by_id
from bartizan.normalize.macros import MACROS
from bartizan.normalize.run import statement
from bartizan.normalize.source import LISTING, TableSource
from bartizan.normalize.syntax import syntax_tree
from bartizan.store import Engine
from bartizan.store.engine import literal

TABLES = [table for table in sources().values() if table.by_id is not None]
_AGGREGATES = aggregate_names(
    ["create macro any_true(x) as case when bool_or(x) then true end", "create macro known(o) as o in ('ok')"],
    {"bool_or", "count", "list"},
)
_OTHER = "other"
READ_BY_ID = {
    "select self.id, o.x from self left join other as o on o.id = self.id": [_OTHER],
    "select o.id from other as o join self on self.id = o.id and o.x > 1": [_OTHER],
    "select self.id from self, other as o where o.id = self.id": [_OTHER],
    "select self.id from self anti join other as o on o.id = self.id": [_OTHER],
    # Read as a whole: not by ID, or by another column.
    "select self.id, o.x from self left join other as o on o.arn = self.body": [],
    "select self.id, (select max(x) from other) as most from self": [],
    "select self.id from self where self.id in (select id from other)": [],
    "with summed as (select max(x) as most from other) select self.id, most from self cross join summed": [],
    # Within other SELECTs.
    "with o as (select id, list(x) as xs from other group by id) "
    "select self.id, xs from self left join o on o.id = self.id": [_OTHER],
    "with o as (select * from other) select self.id, x from self left join o on o.id = self.id": [_OTHER],
    "with fed as (select id, x from other union select arn, 1 from third) "
    "select self.id, fed.x from self join fed on fed.id = self.id": [_OTHER],
    "select self.id, v.key, count(o.x) as n from self left join other as o on o.id = self.id, "
    "json_each(self.body) as v group by self.id, v.key": [_OTHER],
    "select distinct self.id, o.x from self join other as o on o.id = self.id": [_OTHER],
}
NOT_BY_ID = [
    "select body as id from self",
    "select count(*) as id from self",
    "select id, row_number() over (order by id) as n from self",
    "select id from self limit 1",
    "select distinct on (body) id from self",
    "select max(id) as id, body from self group by body",
    "select any_true(id = '') as id from self",
    "select self.id from self join self as twin on twin.body = self.body",
    "select self.id from self where self.body in (select body from self)",
    "select other.id from other left join self on self.body = other.x",
    "select self.id from self full join other on other.id = self.id",
    "select arn as id from (select id as arn from self) union select body from self",
    "with recursive up as (select id, body from self union select s.id, up.body from self s join up on up.body = s.id) "
    "select id, body from up",
    "select self.* from self as self join other on other.id = self.id",
]
"""A star of several relations may hide which column has a name."""


def _read(engine: Engine, sql: str) -> list[str] | None:
    return read_by_id(syntax_tree(engine, sql), ["self"], [_OTHER], _AGGREGATES)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as engine:
        yield engine


@pytest.mark.parametrize("sql", READ_BY_ID)
def test_what_is_read_by_id(engine: Engine, sql: str) -> None:
    assert _read(engine, sql) == READ_BY_ID[sql]


@pytest.mark.parametrize("sql", NOT_BY_ID)
def test_rows_that_do_not_go_by_id(engine: Engine, sql: str) -> None:
    assert _read(engine, sql) is None


@pytest.fixture(scope="module")
def estate_tables(scanned: Path) -> Iterator[Engine]:
    """The tables of the demo estate, and its answers."""
    (folder,) = (scanned / "snapshots" / "default").glob("2*")
    with Engine(threads=1) as engine:
        for macro in MACROS:
            engine.execute(macro)
        for name, path in data_files().items():
            engine.load_csv(name, path)
        for file in folder.glob("*.parquet"):
            if file.stem in {*sources(), *GIVEN, "observation"}:
                engine.create(file.stem, f"from read_parquet({literal(file)})")
        for name in {*GIVEN} - {*engine.tables()}:
            engine.create_empty(name, GIVEN[name].columns)
        engine.create(LISTING, "select kind, scope, region, outcome from observation where aspect = 'list'")
        yield engine


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_about_some_ids_need_no_others(estate_tables: Engine, table: TableSource) -> None:
    """Where answers and tables that are read by ID say nothing of the other half."""
    read_by_id = sorted(table.by_id or ())
    estate_tables.create("whole", statement(table))
    estate_tables.create("half", "select id from whole where hash(id) % 2 = 0")
    for name in read_by_id:
        estate_tables.create(f"whole_{name}", f"from {name}")
        estate_tables.create(name, f"from whole_{name} where id in (from half)")
    try:
        some = f"select * from ({statement(table, 'half')}) where {ID} in (from half)"
        whole = f"select * from whole where {ID} in (from half)"
        found = [estate_tables.rows(f"{one} except all {other}") for one, other in ((some, whole), (whole, some))]
    finally:
        for name in read_by_id:
            estate_tables.create(name, f"from whole_{name}")
    assert found == [[], []]


def test_the_widest_tables_go_by_id() -> None:
    assert {"aws_lambda_function", "azure_function_app", "azure_web_app"} <= {table.name for table in TABLES}
