"""Every template, every printed query and the examples of the page, on the demo estate, against plain Python."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bartizan.explore.ask import ask
from bartizan.explore.insight import insights
from bartizan.explore.parse import Written, parse
from bartizan.explore.template import templates
from bartizan.explore.text import text
from bartizan.model import now
from bartizan.service.published import open_published
from tests.explore.plain import Plain
from tests.explore.test_page import QUERIES
from tests.explore.test_text import PRINTED

AT = now()
FEWEST = 30


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Iterator[Plain]:
    """The demo estate, scanned once."""
    with open_published(demo_home) as published:
        yield Plain(published.engine, AT)


def check(demo: Plain, query: Written) -> None:
    told = {row["id"]: row["match"] == "yes" or None for row in ask(demo.engine, query, AT).rows}
    expected = demo.found(query.query)
    assert len(told) == min(len(expected), query.query.limit or len(expected))
    assert {id_: expected[id_] for id_ in told} == told


@pytest.mark.parametrize("name", templates())
def test_templates_find_what_plain_python_finds(demo: Plain, name: str) -> None:
    check(demo, templates()[name].written())


@pytest.mark.parametrize("query", [*PRINTED, *QUERIES])
def test_printed_queries_find_what_plain_python_finds(demo: Plain, query: str) -> None:
    check(demo, parse(query))


def test_templates_are_many_and_said_in_a_sentence() -> None:
    assert len(templates()) >= FEWEST
    for name, template in templates().items():
        assert template.title, name
        assert template.description.endswith("."), name
        written = template.written()
        assert parse(text(written.query)).query == written.query


def test_insights_say_what_they_mean_of_each_type() -> None:
    for name, insight in insights().items():
        assert insight.description.endswith("."), name
        assert all(insight.expression(type_) is not None for type_ in insight.types), name
