"""Law 1 on the graph of the demo estate: refusing a read takes no edge, path or answer away without a word of it."""

import random
from collections.abc import AsyncIterator
from functools import partial
from itertools import chain
from pathlib import Path

import pytest

from bartizan.model import LIST
from bartizan.store import Engine
from tests.conftest import Emulators
from tests.golden.judge import Judge
from tests.graph.edges.silence import edges, refuse, silent
from tests.graph.edges.silence_of_answers import (
    Pair,
    asking,
    identities,
    silent_stories,
    stories,
    turned,
    wrong_answers,
)
from tests.remade import Tables

pytestmark = pytest.mark.slow

_WAYS_IN = [
    [("aws_apigateway_rest_api", "resources"), ("aws_lambda_event_source_mapping", "list")],
    [("aws_iam_role", "list"), ("aws_sqs_queue", "attributes")],
    [("aws_lambda_function", "aliases")],
    [("aws_lambda_function", "list")],
    [("aws_lambda_function", "policy")],
    [("aws_lambda_function", "url")],
    [("azure_function_app", "functions")],
    [("azure_function_app", "list")],
    [("azure_user_assigned_identity", "list")],
    [("azure_web_app", "auth")],
]
"""What the ways in stand on; those together whose edges are of other kinds."""
_DRAWS = random.Random(20261129)


@pytest.fixture
async def engine(emulators: Emulators, tmp_path: Path) -> AsyncIterator[Engine]:
    """The observations of a scan, and what other stages made of packages."""
    with Judge.of(emulators, tmp_path, regions=("eu-west-1",), accounts=1, other_services=True) as judge:
        yield await judge.load()


async def test_refusing_reads_takes_nothing_away_without_a_word(engine: Engine) -> None:
    asked = engine.rows("select distinct kind, aspect from observation where aspect <> 'self' order by all")
    pairs = [(row["kind"], row["aspect"]) for row in asked]
    assert set(chain(*_WAYS_IN)) <= set(pairs)
    tables = Tables(engine)
    before = edges(engine)
    ask = asking(engine)
    paths, people, found = stories(engine), identities(engine), ask()
    assert len(before) > 500
    assert len(paths) > 20
    assert len(found) > 25
    for refused, is_few in [*((few, True) for few in _few(pairs)), *((many, False) for many in _many(pairs))]:
        with tables.changed(partial(_refuse, refused)) as made:
            assert made, refused
            assert silent(engine, before) == [], refused
            if is_few:  # of many at once, gaps explain one another's losses
                assert silent_stories(paths, stories(engine), before, engine) == [], refused
                assert turned(people, identities(engine)) == [], refused
                assert wrong_answers(found, ask(), engine) == [], refused


def _few(pairs: list[Pair]) -> list[list[Pair]]:
    """Return what is refused together: ways in, alone in their cloud, then with other reads of it in pairs and triples.

    The clouds are refused at once because they share no gap: each explains losses of its own alone.
    """
    of_aws, of_azure = ([each for each in pairs if each[0].startswith(cloud)] for cloud in ("aws", "azure"))
    into_aws, into_azure = ([each for each in _WAYS_IN if each[0] in known] for known in (of_aws, of_azure))
    alone = [[*way, *other] for way, other in zip(into_aws, into_azure, strict=False)]
    more = into_aws[len(into_azure) :]
    return alone + [[*way, *_DRAWS.sample(of_aws, n), *_DRAWS.sample(of_azure, n + 1)] for n, way in enumerate(more, 1)]


def _many(pairs: list[Pair]) -> list[list[Pair]]:
    """Return all else in a few goes; refused lists leave gaps that would explain what other refusals took away."""
    rest = [pair for pair in pairs if pair not in chain(*_WAYS_IN)]
    lists, others = ([pair for pair in rest if (pair[1] == LIST) is is_list] for is_list in (True, False))
    return [lists, others[::2], others[1::2]]


def _refuse(pairs: list[Pair], engine: Engine) -> None:
    for pair in pairs:
        refuse(*pair)(engine)
