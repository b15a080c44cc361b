"""All callers and all resources at once come to what each single request comes to."""

import random
from dataclasses import replace
from itertools import product
from typing import Any

from bartizan.permit.aws.evaluate import Decision, Policies, Sourced
from bartizan.permit.aws.expand.controls import Controls
from bartizan.permit.aws.expand.expander import Expander, Principal
from bartizan.permit.aws.expand.universe import Target, Universe, places
from bartizan.permit.aws.expand.wanted import wanted
from bartizan.permit.aws.request import Request, Resource, answer
from bartizan.permit.aws.weighing import Weighing
from tests.permit.aws.asking import OWN, allow, deny, role, set_of
from tests.permit.oracle import ask, draw

ESTATES = 60


def test_what_is_remembered_of_one_caller_is_right_for_the_next() -> None:
    chance = random.Random(7)
    seen = dict.fromkeys(Decision, 0)
    for _ in range(ESTATES):
        estate = [each for each in (_in_order(draw.request(chance)) for _ in range(60)) if "sqs" in each["action"]]
        targets = {each["resource"]["arn"]: ask.target(each) for each in estate}
        universe = Universe("queue", targets.values())
        expander = Expander({"queue": universe}, Controls(), ask.NOW)
        for each, action in product(estate, draw.ACTIONS["sqs"]):
            principal = Principal(Weighing(ask.caller(each), ask.policies(each), ask.NOW))
            asking = expander.asking(principal, action.lower(), universe)
            verdict = expander.outcome(principal, action, asking).verdict
            for place, arn in enumerate(universe.arns):
                one = _alone(principal, action, targets[arn])
                bits = verdict.yes >> place & 1, verdict.may >> place & 1
                many = {(1, 1): Decision.YES, (0, 1): Decision.CONDITIONAL, (0, 0): Decision.NO}[bits]
                assert many is one, (each, action, arn)
                seen[one] += 1
    assert min(seen.values()) > 20, seen


def _in_order(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a request whose accounts each belong to one organization, and whose callers always have the same tags."""
    asked["caller"]["tags"] = {"team": "red"} if "red" in asked["caller"]["arn"] else {}
    for side in ("caller", "resource"):
        asked[side]["organization"] = dict(zip(draw.ACCOUNTS, draw.ORGANIZATIONS, strict=False))[asked[side]["account"]]
    return asked


def _alone(principal: Principal, action: str, target: Target) -> Decision:
    resource = Resource(target.arn, target.policy, target.account, target.tags, target.organization)
    return answer(Request(principal.caller, action, resource, principal.weighing.policies), ask.NOW)


def test_actions_with_the_same_statements_come_to_what_each_request_does() -> None:
    chance = random.Random(11)
    universe = Universe("queue", [Target(f"arn:aws:sqs:eu-west-1:{OWN}:{name}", OWN) for name in "abc"])
    asked = {key[0]: [each.action for each in group] for key, group in wanted().items() if key[1] == "queue"}
    expander = Expander({"queue": universe}, Controls(), ask.NOW)
    seen: set[str] = set()
    for _ in range(150):
        own = [_about_queues(chance, asked) for _ in range(chance.randint(1, 6))]
        principal = Principal(Weighing(role(), Policies(set_of(own)), ask.NOW))
        found = {
            (a, arn): part.effect for a, _, part in expander.expand(principal) for arn in universe.at(part.resources)
        }
        for (ability, actions), target in product(asked.items(), universe.targets):
            effects = {str(_alone(principal, action, target)) for action in actions}
            best = next(each for each in ("yes", "conditional", "no") if each in effects)
            assert found.get((ability, target.arn), "no") == best, (own, ability, target.arn)
            seen.add(best)
    assert seen == {"yes", "conditional", "no"}


def _about_queues(chance: random.Random, asked: dict[str, list[str]]) -> dict[str, Any]:
    """Return a statement that speaks of some actions on queues or all, one in five under a condition."""
    actions = sorted({each for group in asked.values() for each in group})
    named = chance.choice([["sqs:*"], chance.sample(actions, 2), ["sqs:Send*", "sqs:Del*"]])
    where = [f"arn:aws:sqs:*:{OWN}:{name}" for name in chance.sample(["a", "b", "c", "?", "*"], 2)]
    tests = {"StringEquals": {"aws:SourceVpc": "vpc-1"}} if chance.random() < 0.2 else None
    return (deny if chance.random() < 0.25 else allow)(named, where, tests)


def test_places_are_those_of_the_bits() -> None:
    assert list(places(0b101001)) == [0, 3, 5]
    assert list(places(0)) == []


def test_a_pattern_finds_what_it_matches() -> None:
    names = ["a", "data", "data-1", "data-2", "logs"]
    universe = Universe("bucket", [Target(f"arn:aws:s3:::{name}", "1") for name in names])

    def found(pattern: str, suffix: str = "") -> list[str]:
        return [arn.rpartition(":")[2] for arn in universe.at(universe.matching(pattern, suffix))]

    assert found("*") == names
    assert found("arn:aws:s3:::data*") == ["data", "data-1", "data-2"]
    assert found("arn:aws:s3:::data-?") == ["data-1", "data-2"]
    assert found("arn:*:data") == ["data"]
    assert found("arn:aws:s3:::data") == ["data"]
    assert found("arn:aws:s3:::data/x") == []
    assert found("arn:aws:s3:::data", "/x") == []
    assert found("arn:aws:s3:::data/*", "/x") == ["data"]
    assert found("arn:aws:s3:::data*", "/x") == ["data", "data-1", "data-2"]
    assert found("arn:aws:s3:::*/x", "/x") == names
    assert found("arn:aws:s3:::data/y*", "/x") == []


def test_a_policy_that_two_roles_have_is_named_as_each_has_it() -> None:
    universe = Universe("queue", [Target(f"arn:aws:sqs:eu-west-1:{OWN}:a", OWN)])
    expander = Expander({"queue": universe}, Controls(), ask.NOW)
    (statement,) = (each.statement for each in set_of([allow("sqs:SendMessage")]))
    for name in ("inline:send", "inline:write"):
        principal = Principal(Weighing(role(), Policies((Sourced(statement, name),)), ask.NOW))
        assert {part.because for _, _, part in expander.expand(principal)} == {f"{name} statement 1"}


def test_what_conditions_came_to_for_one_caller_is_not_another_s() -> None:
    universe = Universe("queue", [Target(f"arn:aws:sqs:eu-west-1:{OWN}:a", OWN)])
    expander = Expander({"queue": universe}, Controls(), ask.NOW)
    own = set_of([allow("sqs:SendMessage", condition={"StringEquals": {"aws:PrincipalArn": role().arn}})])
    other = replace(role(), arn=f"arn:aws:iam::{OWN}:role/other")
    found = [
        [part.effect for _, _, part in expander.expand(Principal(Weighing(each, Policies(own), ask.NOW)))]
        for each in (role(), other, role())
    ]
    assert found == [["yes"], [], ["yes"]]
