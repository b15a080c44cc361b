"""Policy evaluation against an oracle that tries every action on every resource of a small world."""

import datetime
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bartizan.permit.aws.caller import Caller, context_of
from bartizan.permit.aws.evaluate import Decision, Policies, Sourced, decide, reaches
from bartizan.permit.aws.language.match import matches
from bartizan.permit.aws.language.policy import parsed

pytestmark = pytest.mark.slow

ACTIONS = ["s3:GetObject", "s3:PutObject", "iam:PassRole"]
RESOURCES = ["arn:aws:s3:::a/1", "arn:aws:s3:::a/2", "arn:aws:s3:::b/1", "arn:aws:iam::1:role/r"]
CONTEXT = context_of(
    Caller("arn:aws:iam::111122223333:role/it", tags={}, takes_session_tags=False),
    datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC),
)
_ACTION = st.sampled_from([*ACTIONS, "*", "s3:*", "S3:getobject", "s3:?etObject", "iam:*", "*:*Object"])
_RESOURCE = st.sampled_from(
    [*RESOURCES, "*", "arn:aws:s3:::*", "arn:aws:s3:::a/*", "arn:aws:s3:::?/1", "arn:aws:iam::*:role/*"]
)
_CONDITIONS: dict[str, tuple[dict[str, Any], bool | None]] = {
    "none": ({}, True),
    "met": ({"Bool": {"aws:SecureTransport": "true"}}, True),
    "unmet": ({"Bool": {"aws:SecureTransport": ["false"]}}, False),
    "own": ({"stringlike": {"AWS:PrincipalAccount": ["1111*", "x"]}}, True),
    "not own": ({"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}, False),
    "no tag": ({"StringNotEquals": {"aws:PrincipalTag/team": "blue"}}, True),
    "of no tag": ({"ForAnyValue:StringLike": {"aws:PrincipalTag/team": "*"}}, False),
    "if there is one": ({"StringEqualsIfExists": {"aws:SourceAccount": "1"}}, True),
    "over": ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, False),
    "halves": ({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1", "::/0"]}}, True),
    "address": ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, None),
    "untold": ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, None),
    "both": ({"Bool": {"aws:SecureTransport": True}, "NumericLessThan": {"aws:MultiFactorAuthAge": 60}}, None),
}


@st.composite
def _statements(draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny")) -> dict[str, Any]:
    body: dict[str, Any] = {"Effect": draw(st.sampled_from(effects))}
    body[draw(st.sampled_from(["Action", "NotAction"]))] = draw(st.lists(_ACTION, min_size=1, max_size=2))
    body[draw(st.sampled_from(["Resource", "NotResource"]))] = draw(st.lists(_RESOURCE, min_size=1, max_size=2))
    return {**body, "Condition": _CONDITIONS[draw(st.sampled_from(sorted(_CONDITIONS)))][0]}


_SET = st.lists(_statements(), max_size=4)


def _policies(identity: list[dict[str, Any]], boundary: list[dict[str, Any]] | None) -> Policies:
    def sourced(given_: list[dict[str, Any]]) -> tuple[Sourced, ...]:
        return tuple(Sourced(each, "it") for each in parsed({"Statement": given_}))

    return Policies(sourced(identity), () if boundary is None else (sourced(boundary),))


def _named(statement: dict[str, Any], element: str, text: str) -> bool:
    positive = statement.get(element)
    patterns = statement[f"Not{element}"] if positive is None else positive
    if element == "Action":
        patterns, text = [pattern.lower() for pattern in patterns], text.lower()
    return any(fnmatchcase(text, pattern) for pattern in patterns) is (positive is not None)


def _oracle(statements: list[dict[str, Any]], action: str, resource: str) -> Decision:
    verdicts = {(effect, holds): False for effect in ("Allow", "Deny") for holds in (True, None, False)}
    for each in statements:
        if _named(each, "Action", action) and _named(each, "Resource", resource):
            (holds,) = (held for condition, held in _CONDITIONS.values() if condition == each["Condition"])
            verdicts[each["Effect"], holds] = True
    if verdicts["Deny", True] or not (verdicts["Allow", True] or verdicts["Allow", None]):
        return Decision.NO
    return Decision.YES if verdicts["Allow", True] and not verdicts["Deny", None] else Decision.CONDITIONAL


@settings(max_examples=300)
@given(_SET, st.none() | _SET)
def test_a_decision_is_the_oracles(identity: list[dict[str, Any]], boundary: list[dict[str, Any]] | None) -> None:
    policies = _policies(identity, boundary)
    for action in ACTIONS:
        for resource in RESOURCES:
            both = {_oracle(each, action, resource) for each in (identity, boundary) if each is not None}
            weakest = next(d for d in (Decision.NO, Decision.CONDITIONAL, Decision.YES) if d in both)
            assert decide(policies, action, resource, CONTEXT) is weakest, (action, resource)


@settings(max_examples=300)
@given(_SET, st.none() | _SET)
def test_a_reach_misses_nothing_that_is_allowed(
    identity: list[dict[str, Any]], boundary: list[dict[str, Any]] | None
) -> None:
    policies = _policies(identity, boundary)
    for action in ACTIONS:
        found = reaches(policies, action, "*", CONTEXT)
        for resource in RESOURCES:
            if decide(policies, action, resource, CONTEXT) is not Decision.NO:
                assert any(matches(reach.pattern, resource) for reach in found), (action, resource)


@settings(max_examples=300)
@given(st.lists(_statements(("Allow",)), max_size=3), st.none() | st.lists(_statements(("Allow",)), max_size=3))
def test_a_sure_reach_over_all_is_over_all(
    identity: list[dict[str, Any]], boundary: list[dict[str, Any]] | None
) -> None:
    # An exception from an Allow leaves a reach as wide as it was; without one, everything means everything.
    plain = [each for each in (*identity, *(boundary or ())) if "NotResource" not in each]
    if len(plain) < len(identity) + len(boundary or ()):
        return
    policies = _policies(identity, boundary)
    for action in ACTIONS:
        if any(reach.pattern == "*" and not reach.is_conditional for reach in reaches(policies, action, "*", CONTEXT)):
            assert {decide(policies, action, resource, CONTEXT) for resource in RESOURCES} == {Decision.YES}
