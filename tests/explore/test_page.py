"""The queries in docs/explorer.md are read; `test_templates` asks them of the demo."""

import re
from pathlib import Path

import pytest

from bartizan.explore.parse import parse
from bartizan.explore.text import text

PAGE = Path(__file__).parents[2] / "docs" / "explorer.md"
QUERIES = re.findall(r"^```query\n(.*?)\n```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_page_has_examples() -> None:
    assert len(QUERIES) >= 7


@pytest.mark.parametrize("query", QUERIES)
def test_examples_are_read(query: str) -> None:
    read = parse(query).query
    assert parse(text(read)).query == read
