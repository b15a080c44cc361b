"""What comes of a request does not depend on what the same weighing was asked before."""

import random
from dataclasses import replace
from typing import Any

from bartizan.permit.aws.evaluate import Decision, Policies, Statements
from bartizan.permit.aws.weighing import Weighing
from tests.permit.oracle import ask, draw

PRINCIPALS = 150


def test_each_request_comes_to_what_it_does_alone() -> None:
    chance = random.Random(3)
    seen = dict.fromkeys(Decision, 0)
    remembered = 0
    for _ in range(PRINCIPALS):
        one = draw.request(chance)
        others = [draw.request(chance) for _ in range(12)]
        policies = ask.policies(one)
        policies = Policies(_wide(policies.identity)) if chance.random() < 0.5 else policies
        shared = Weighing(ask.caller(one), policies, ask.NOW)
        for action, arn in [(each["action"], each["resource"]["arn"]) for each in (one, *others)]:
            found = shared.decide(action, arn)
            assert found is Weighing(ask.caller(one), policies, ask.NOW).decide(action, arn), (one, action, arn)
            seen[found] += 1
        remembered += any(shared.about(each).identity for each in shared._decided)
    assert min(seen.values()) > 20, seen
    assert PRINCIPALS / 20 < remembered < PRINCIPALS, "some actions are on everything"


def _wide(statements: Statements) -> Statements:
    every: dict[str, Any] = {"resources": ("*",), "is_not_resources": False, "tests": ()}
    return tuple(replace(each, statement=replace(each.statement, **every)) for each in statements)
