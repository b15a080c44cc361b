"""The breaker opens after so many like failures running, in one place only, and closes on knowledge."""

import pytest

from bartizan.collect.shared.breaker import Breaker
from bartizan.collect.shared.failure import CallError
from bartizan.model import Outcome

HERE = ("111122223333 eu-west-1", "lambda:GetPolicy")


def failure(code: str = "AccessDenied", outcome: Outcome = Outcome.DENIED) -> CallError:
    return CallError(outcome, code, "no", "lambda:GetPolicy", "lambda:GetPolicy")


def test_opens_after_the_limit_with_the_same_outcome_and_permission() -> None:
    breaker = Breaker(limit=3)
    for _ in range(3):
        breaker.check(*HERE)
        breaker.note(*HERE, failure())
    with pytest.raises(CallError, match="not asked again after 3 identical failures: AccessDenied: no") as caught:
        breaker.check(*HERE)
    assert (caught.value.outcome, caught.value.permission) == (Outcome.DENIED, "lambda:GetPolicy")


def test_other_places_and_operations_stay_open() -> None:
    breaker = Breaker(limit=1)
    breaker.note(*HERE, failure())
    breaker.check("111122223333 us-east-1", HERE[1])
    breaker.check(HERE[0], "lambda:GetFunction")


@pytest.mark.parametrize("answer", [None, failure("ResourceNotFoundException", Outcome.ABSENT), failure("Other")])
def test_any_other_answer_begins_anew(answer: CallError | None) -> None:
    breaker = Breaker(limit=2)
    for came in (failure(), answer, failure()):
        breaker.note(*HERE, came)
    breaker.check(*HERE)


def test_answer_that_was_on_its_way_closes_it_again() -> None:
    breaker = Breaker(limit=1)
    breaker.note(*HERE, failure())
    breaker.note(*HERE)
    breaker.check(*HERE)
