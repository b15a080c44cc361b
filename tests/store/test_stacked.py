"""A table to which views added columns is the same one in memory and in a file."""

from pathlib import Path

import pytest

from bartizan.store import Engine
from bartizan.store.stacked import bottom, settle, stack

_ROWS = 300_000
"""So many that several threads sort and write them."""


@pytest.mark.parametrize("is_written", [False, True], ids=["in memory", "in a file"])
def test_columns_that_views_added_are_in_the_table(tmp_path: Path, *, is_written: bool) -> None:
    file = tmp_path / "other name.parquet"
    with Engine(threads=4) as engine:
        engine.create("t", f"select range as n from range({_ROWS})")
        stack(engine, "t", lambda below: f"select *, {_ROWS} - n as left_over from {below}")
        stack(engine, "t", lambda below: f"select *, ['x', null] as list, '{{}}'::json as body from {below}")
        types = engine.columns("t")
        settle(engine, "t", "from t order by left_over", file if is_written else None)
        assert file.is_file() == is_written
        assert engine.columns("t") == types
        assert bottom(engine, "t") == "t"
        assert engine.tables() == ["t"]
        assert engine.rows("from t limit 1 offset 7") == [
            {"n": _ROWS - 8, "left_over": 8, "list": ["x", None], "body": "{}"}
        ]
        wrong = f"select * from (select *, row_number() over () as place from t) where place <> {_ROWS} - n"
        assert engine.rows(wrong) == []
