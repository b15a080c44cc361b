"""A policy that is called one for services alone has statements, and none of them speaks to a principal."""

from copy import deepcopy
from typing import Any

import orjson
import pytest

from bartizan.permit.aws.expand.doors import speaks_to_callers
from bartizan.permit.aws.language.policy import parsed
from bartizan.permit.aws.language.to_services import allows_services_alone

FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
ABSENT = object()
FORMS: tuple[Any, ...] = (
    *(ABSENT, None, {}, [], "", "*", "x", 5, True, ["x"], ["x", 5], {"AWS": "*"}, {"Service": "s3.amazonaws.com"}),
    *({"Service": ["s3.amazonaws.com"]}, {"Service": "s3.amazonaws.com", "AWS": "*"}, {"x": {"y": ["z"]}}),
    *({"StringLike": "x"}, {"StringLike": {"x": "y"}}, {"Some:StringLike": {"x": "y"}}, {"Bool": {"x": True}}),
)


def policy() -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Id": "default",
        "Statement": [
            {
                "Sid": "events",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "lambda:InvokeFunction",
                "Resource": FUNCTION,
                "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/nightly"}},
            },
            {
                "Sid": "buckets",
                "Effect": "Allow",
                "Principal": {"Service": "s3.amazonaws.com"},
                "Action": "lambda:InvokeFunction",
                "Resource": FUNCTION,
            },
        ],
    }


def held(document: str) -> bool:
    """Whether what is said of a policy holds: that it allows services alone, or nothing."""
    if not allows_services_alone(document):
        return True
    return not any(speaks_to_callers(each, "lambda:invokefunction") for each in parsed(document))


def test_a_policy_for_services_alone_is_told() -> None:
    assert allows_services_alone(orjson.dumps(policy()).decode())


@pytest.mark.parametrize("document", ["", "{", "null", "[]", "5", '{"Statement": 5}', '{"Version": "x"}'])
def test_what_is_no_policy_is_none(document: str) -> None:
    assert not allows_services_alone(document)


@pytest.mark.parametrize("element", [*policy()["Statement"][0], "NotPrincipal", "NotAction", "principal", "Other"])
def test_a_statement_of_any_other_form_is_read_whole(element: str) -> None:
    told = 0
    for form in FORMS:
        document = deepcopy(policy())
        document["Statement"][0].pop(element, None)
        if form is not ABSENT:
            document["Statement"][0][element] = form
        text = orjson.dumps(document).decode()
        assert held(text), text
        told += allows_services_alone(text)
    assert told < len(FORMS) or element == "Sid"  # which names it, and means nothing


@pytest.mark.parametrize("element", ["Version", "Id", "Statement", "statement", "Other"])
def test_so_is_a_policy(element: str) -> None:
    for form in FORMS:
        document = policy()
        document.pop(element, None)
        if form is not ABSENT:
            document[element] = form
        text = orjson.dumps(document).decode()
        assert held(text), text


def test_a_policy_for_others_or_one_that_denies_is_not_told() -> None:
    for change in (
        {"Effect": "Deny"},
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"Federated": "x"}},
    ):
        document = policy()
        document["Statement"][1] |= change
        assert not allows_services_alone(orjson.dumps(document).decode()), change
