"""Law 1 on the graph of the demo estate: refusing a read takes no edge, path or answer away without a word of it."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bartizan.model import LIST
from bartizan.store import Engine
from tests.conftest import Emulators
from tests.golden.verdicts import scanned
from tests.graph.edges.silence import edges, refuse, silent
from tests.graph.edges.silence_of_answers import answers, identities, silent_stories, stories, turned, wrong_answers
from tests.remade import OTHERS, Tables

_ALONE = [
    ("aws_apigateway_rest_api", "resources"),
    ("aws_iam_role", "list"),
    ("aws_lambda_event_source_mapping", "list"),
    ("aws_lambda_function", "aliases"),
    ("aws_lambda_function", "list"),
    ("aws_lambda_function", "policy"),
    ("aws_lambda_function", "url"),
    ("aws_sqs_queue", "attributes"),
    ("azure_function_app", "functions"),
    ("azure_function_app", "list"),
    ("azure_user_assigned_identity", "list"),
    ("azure_web_app", "auth"),
]
"""What the ways in stand on; all else is refused in a few goes."""
_GOES = 3


@pytest.fixture
async def engine(emulators: Emulators, tmp_path: Path) -> AsyncIterator[Engine]:
    """The observations of a scan, and what other stages made of packages."""
    snapshot = await scanned(emulators, tmp_path, regions=("eu-west-1",), accounts=1)
    path = next((tmp_path / "snapshots" / "default").iterdir())
    snapshot.close()
    with Engine(threads=1) as engine:
        for name in ("observation", *OTHERS, "vulnerability"):
            if (path / f"{name}.parquet").is_file():
                engine.attach(name, path / f"{name}.parquet")
                engine.load_view(name)
        yield engine


async def test_refusing_a_read_takes_nothing_away_without_a_word(engine: Engine) -> None:
    asked = engine.rows("select distinct kind, aspect from observation where aspect <> 'self' order by all")
    pairs = [(row["kind"], row["aspect"]) for row in asked]
    assert set(_ALONE) <= set(pairs)
    tables = Tables(engine)
    before = edges(engine)
    paths, people, found = stories(engine), identities(engine), answers(engine)
    assert len(before) > 500
    assert len(paths) > 20
    assert len(found) > 25
    rest = [pair for pair in pairs if pair not in _ALONE]
    # A refused list leaves gaps that would explain what other refusals took away.
    lists, others = ([pair for pair in rest if (pair[1] == LIST) is is_list] for is_list in (True, False))
    together = [group[n::_GOES] for group in (lists, others) for n in range(_GOES)]
    for refused in [*([pair] for pair in _ALONE), *together]:
        with tables.changed(partial(_refuse, refused)) as made:
            if not made:
                continue
            assert silent(engine, before) == [], refused
            if len(refused) == 1:  # of many at once, gaps explain one another's losses
                assert silent_stories(paths, stories(engine), before, engine) == [], refused
                assert turned(people, identities(engine)) == [], refused
                assert wrong_answers(found, answers(engine), engine) == [], refused


def _refuse(pairs: list[tuple[str, str]], engine: Engine) -> None:
    for pair in pairs:
        refuse(*pair)(engine)
