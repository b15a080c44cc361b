"""What is written down of the tables' SQL: it is what parsing finds, and counts for these files only."""

import pytest

from bartizan.base.made_from import made_of
from bartizan.normalize import KEPT, sources
from bartizan.normalize.expected import expected, found_expected
from bartizan.normalize.kept import kept, made_from
from bartizan.normalize.parse import parsed_sources

pytestmark = pytest.mark.slow


def test_what_is_kept_is_what_parsing_finds() -> None:
    assert kept() is not None
    parsed = parsed_sources()
    assert list(sources().items()) == list(parsed.items())
    assert expected() == found_expected(parsed.values())


def test_it_does_not_count_for_other_files() -> None:
    digests = made_from()
    assert {"aws_lambda_function", "syntax.py", "runtime_end_of_life.csv"} <= set(digests)
    assert made_of(KEPT, digests) is not None
    assert made_of(KEPT, digests | {"aws_lambda_function": ""}) is None
    assert made_of(KEPT, digests | {"aws_new": ""}) is None
    assert made_of(KEPT, {name: each for name, each in digests.items() if name != "aws_lambda_function"}) is None
