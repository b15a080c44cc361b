"""Law 1 under pairs of refusals: what two calls did not answer is unknown; ``make pairs`` tries hundreds."""

import random
from collections.abc import Iterator

import pytest

from bartizan_demo.process import Estate
from tests.conftest import entered
from tests.golden.refusals import Refusals, refusals

pytestmark = pytest.mark.slow

DRAWS = random.Random(20261129)
PAIRS = 6


@pytest.fixture(scope="module")
def answered(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refusals]:
    """A scan to which everything is answered."""
    with pytest.MonkeyPatch.context() as environment:
        emulators = entered(estate, environment)
        with refusals(emulators, tmp_path_factory.mktemp("pairs")) as found:
            yield found


def test_refusing_two_calls_only_makes_verdicts_unknown(answered: Refusals) -> None:
    assert len(answered.calls) > 140
    for _ in range(PAIRS):
        pair = DRAWS.sample(answered.calls, 2)
        assert answered.faults(pair) == [], pair


def test_a_verdict_that_turns_is_found(answered: Refusals) -> None:
    """Without this, a law that nothing can break would hold."""
    healthy = "update observation set body = '{}' where kind = 'aws_lambda_function' and aspect = 'policy'"
    assert any("turned" in each for each in answered.faults_of(lambda engine: engine.execute(healthy)))
