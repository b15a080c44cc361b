"""Paths taken out of a SELECT: the same rows, with each body parsed once."""

from pathlib import Path

from bartizan.model import SELF, Observation, Outcome
from bartizan.normalize import schemas, sources
from bartizan.normalize.extract import extracted
from bartizan.store import Engine, ObservationSpool

SQL = """
select self.id, self.body ->> '$.Name' = 'one' as is_one, self.body ->> '$.Deep.Name' as deep,
    self.body -> '$.Tags' as tags, other.body ->> '$.Name' as foreign_name
from self, self as other order by all
"""


def test_paths_of_a_relation_become_its_columns() -> None:
    select = extracted(SQL, frozenset({SELF}))
    assert select.paths == {SELF: {"->>": ["$.Name", "$.Deep.Name"]}}
    assert """self."->> $.Name" = 'one' as is_one""" in select.sql
    assert "self.body -> '$.Tags'" in select.sql, "a path alone stays"
    assert "other.body ->> '$.Name'" in select.sql, "another relation's stays"


def test_a_wildcard_stays_where_it_is() -> None:
    """Among several paths it would give a list for each of its matches."""
    select = extracted("select self.body ->> '$.A[*].B', self.body ->> '$.C' from self", frozenset({SELF}))
    assert select.paths == {}


def test_extracted_columns_give_the_same_rows(tmp_path: Path) -> None:
    with ObservationSpool(tmp_path / "spool") as spool:
        bodies: tuple[object, ...] = (
            {"Name": "one", "Deep": {"Name": None}, "Tags": {}},
            {"Name": "", "Deep": {"Name": 3}},
            {},
            None,
        )
        for number, body in enumerate(bodies):
            spool.write(Observation("thing", str(number), SELF, Outcome.OK, "scope", body=body))
    select = extracted(SQL, frozenset({SELF}))
    with Engine() as engine:
        engine.load_observations(spool.path)
        engine.create("plain", "select id, body from observation")
        given = engine.rows(f"with self as (select * from plain) {SQL}")
        assert engine.rows(f"with self as ({select.relation(SELF, 'id, body', 'plain')}) {select.sql}") == given
    assert {(row["is_one"], row["deep"]) for row in given} == {(True, None), (False, "3"), (None, None)}


def test_what_the_files_say_of_columns_is_what_the_tables_have() -> None:
    """Rules are checked against the files' columns, which need no empty tables to be made."""
    assert {name: list(source.columns) for name, source in sources().items()} == {
        name: list(columns) for name, columns in schemas().items()
    }
