"""The engine agrees with the oracle on random requests; ``python bench/oracle.py`` tries 200,000."""

import random

import pytest

from bartizan.permit.aws.evaluate import Decision
from tests.permit.oracle import draw
from tests.permit.oracle.ask import answered, disagreement

SETS = 3000


@pytest.mark.slow
def test_the_engine_agrees_with_the_oracle() -> None:
    chance = random.Random(20260601)
    seen: dict[Decision, int] = dict.fromkeys(Decision, 0)
    for number in range(SETS):
        asked = draw.request(chance)
        told, hidden = draw.keys(chance, asked)
        assert not disagreement(asked, told, hidden), (number, asked, told, hidden)
        seen[answered(asked, told)] += 1
    # Requests that all come to the same would show nothing.
    assert min(seen.values()) > SETS / 100, seen
