"""What must hold of every technique, whichever examples its file has: each is tried in all the variants of its kind."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from bartizan.permit.aws.escalation.technique import FOLDER, AwsTechnique, techniques
from tests.permit.aws.test_techniques import found
from tests.yaml_file import read_yaml

ELSEWHERE = "backup.amazonaws.com"
EVERY = techniques()
TAKES = [each for each in EVERY if each.gains not in ("own", "account")]
"""Those that lead to an identity; the rest lead to more of one's own, or to the account."""


def each_of(chosen: Iterable[AwsTechnique]) -> pytest.MarkDecorator:
    """Run a test with each of some techniques."""
    return pytest.mark.parametrize("technique", list(chosen), ids=lambda each: each.id)


PUBLISHED = {
    "apprunner": 2, "batch": 2, "bedrock": 2, "braket": 1, "cloudformation": 5, "codebuild": 4, "codedeploy": 1,
    "cognitoidentity": 1, "datapipeline": 1, "ec2": 4, "emr": 1, "emrserverless": 1, "gamelift": 1, "glue": 7,
    "iam": 23, "imagebuilder": 1, "kinesisanalytics": 1, "lambda": 6, "omics": 1, "sagemaker": 5, "scheduler": 1,
    "ssm": 3, "sso": 3, "stepfunctions": 2, "sts": 3,
}  # fmt: skip
"""How many techniques are published by service, numbered from 1. Source: https://pathfinding.cloud/paths"""
BEYOND = ("ec2instanceconnect-003", *(f"ecs-00{number}" for number in (1, 2, 3, 4, 5, 6, 9)))
"""Those of services that are not numbered throughout."""


def test_every_published_technique_is_here() -> None:
    numbered = {f"{service}-{n:03}" for service, count in PUBLISHED.items() for n in range(1, count + 1)}
    assert len(numbered | set(BEYOND)) == 90
    assert numbered | set(BEYOND) <= {each.id for each in techniques()}


@cache
def best(technique: AwsTechnique) -> dict[str, Any]:
    """The example that comes out best, without what it expects."""
    examples = read_yaml(FOLDER / f"{technique.id}.yaml")["examples"]
    chosen = min(examples, key=lambda each: ("yes", "conditional", "unknown", "none").index(each["expect"]))
    return {key: value for key, value in chosen.items() if key != "expect"}


def changed(technique: AwsTechnique, **changes: Any) -> str:
    return found(technique, best(technique) | changes)


@each_of(EVERY)
def test_one_named_target_is_enough(technique: AwsTechnique) -> None:
    """Every action is allowed on one thing alone where that is what it takes."""
    assert changed(technique) in ("yes", "conditional")
    if changed(technique) == "conditional":
        assert technique.provided or technique.through or technique.awaits, "a condition has a reason"


@each_of(EVERY)
def test_each_action_is_needed(technique: AwsTechnique) -> None:
    for need in technique.needs:
        assert changed(technique, without=need.action) == "none", need.action
        assert changed(technique, deny=need.action) == "none", need.action


@each_of(EVERY)
def test_a_condition_that_only_a_call_can_meet_is_told(technique: AwsTechnique) -> None:
    assert changed(technique, condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}) == "conditional"


@each_of(each for each in EVERY if not each.unbinds)
def test_a_boundary_that_allows_none_of_it_ends_it(technique: AwsTechnique) -> None:
    assert changed(technique, boundary=["s3:*"]) == "none"


@each_of(each for each in EVERY if not each.unbinds)
def test_a_boundary_that_was_not_read_is_unknown(technique: AwsTechnique) -> None:
    assert changed(technique, boundary="unread") == "unknown"


@each_of(TAKES)
def test_no_target_no_gain(technique: AwsTechnique) -> None:
    assert changed(technique, target="missing") == "none"


@each_of(TAKES)
def test_a_target_that_was_not_read_is_unknown(technique: AwsTechnique) -> None:
    assert changed(technique, target="unread") == "unknown"


@each_of(each for each in TAKES if not each.edits and each.gains == "role")
def test_a_role_of_equal_strength_is_no_gain(technique: AwsTechnique) -> None:
    """Unlike one whose policies are edited first, and one of another account, where all that it has is new."""
    assert changed(technique, target="equal") == "none"


@each_of(each for each in EVERY if each.services)
def test_the_role_trusts_the_service(technique: AwsTechnique) -> None:
    assert changed(technique, trusts=ELSEWHERE) == "none"
    assert changed(technique, trusts="unread") == "unknown"


@each_of(each for each in EVERY if each.passes)
def test_the_role_is_passed_to_the_service(technique: AwsTechnique) -> None:
    assert changed(technique, passed_to=ELSEWHERE) == "none"


@each_of(each for each in EVERY if each.table)
def test_something_runs_as_the_role_or_may_where_it_was_not_listed(technique: AwsTechnique) -> None:
    assert changed(technique, through="missing") == "none"
    assert changed(technique, through="unlisted") == "conditional"
