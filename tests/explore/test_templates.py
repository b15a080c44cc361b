"""Every template, every printed query and the examples of the page, on the demo estate, against plain Python."""

import asyncio
from collections.abc import Iterator

import pytest

from bartizan.explore.ask import ask
from bartizan.explore.insight import insights
from bartizan.explore.parse import Written, parse
from bartizan.explore.schema import Schema
from bartizan.explore.template import templates
from bartizan.explore.text import text
from bartizan.graph.tables import EDGE, EDGE_GAP, NODE
from bartizan.model import now
from bartizan.store import Engine
from bartizan_demo.process import Estate
from tests.conftest import Emulators
from tests.explore.plain import Plain
from tests.explore.test_page import QUERIES
from tests.explore.test_text import PRINTED
from tests.golden.verdicts import scanned

AT = now()
FEWEST = 30


@pytest.fixture(scope="module")
def demo(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plain]:
    """The demo estate, scanned once."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in estate.environ.items():
            environment.setenv(name, value)
        emulators = Emulators(estate)
        emulators.reset_now()
        with asyncio.run(scanned(emulators, tmp_path_factory.mktemp("home"))) as engine:
            connect(engine)
            yield Plain(engine, AT)


def connect(engine: Engine) -> None:
    """Write the relations that these queries go along, where the snapshot has none."""
    if Schema(engine).has_graph:
        return
    engine.create_empty("node", NODE)
    engine.execute(
        "insert into node select row_number() over (order by type, id) - 1, id, type, name, provider, scope "
        "from inventory"
    )
    pairs = {
        "runs_as": "select f.id, f.role_arn from aws_lambda_function as f",
        "can_assume": "select principal_id, target_id from access where ability = 'assume_role'",
        "can_read": "select principal_id, target_id from access where ability in ('data_read', 'secret_read')",
    }
    engine.create_empty("edge", EDGE)
    for kind, select in pairs.items():
        engine.execute(
            f"insert into edge select s.n, t.n, '{kind}', 'controls', 'yes', '', '', '', [] "
            f"from ({select}) as p(a, b) join node as s on s.id = a join node as t on t.id = b"
        )
    engine.create_empty("edge_gap", EDGE_GAP)


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
