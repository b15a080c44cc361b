"""Tables are written with their columns and rows, also those that are copied as they are empty."""

from pathlib import Path

import pytest

from bartizan.model import BartizanError
from bartizan.store.engine import Engine, literal
from bartizan.store.saving import save_tables

_TABLES = {
    "with_rows": "select 1 as n, {'a b': ['x']} as tags",
    "without": "select 1 as n, {'a b': ['x']} as tags where false",
    "same_columns": "select 1 as n, {'a b': ['x']} as tags where false",
    "other_order": "select {'a b': ['x']} as tags, 1 as n where false",
    "other_type": "select 1::bigint as n, {'a b': ['x']} as tags where false",
    "emptied": "select 1 as n",
}


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_file_has_the_columns_and_rows_of_its_table(tmp_path: Path, time: str) -> None:
    files = [tmp_path / f"{name}.parquet" for name in _TABLES]
    with Engine() as engine:
        for name, select in _TABLES.items():
            engine.create(name, select)
        engine.execute("delete from emptied")
        save_tables(engine, files)
        for file in files:
            read = f"select * from read_parquet({literal(file)})"
            assert engine.columns_of(read) == engine.columns(file.stem), time
            assert engine.rows(read) == engine.rows(f"from {file.stem}"), time


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    with Engine() as engine:
        engine.create("t", "select 1 as n where false")
        for _ in range(2):
            save_tables(engine, [tmp_path / "t.parquet"])
            with pytest.raises(BartizanError, match="cannot be written"):
                save_tables(engine, [tmp_path / "gone" / "t.parquet"])
