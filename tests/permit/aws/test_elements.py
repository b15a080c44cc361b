"""Requests against each element of a policy: actions, resources, their opposites, wildcards."""

import pytest

from bartizan.permit.aws.evaluate import Policies
from bartizan.permit.aws.request import Request, Resource, answer
from tests.permit.aws.asking import FUNCTION, NOW, OBJECT, OWN, QUEUE, USER, allow, asked, deny, role, set_of

ALL = allow()
ELEMENTS = {
    "exceptions from an Allow": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::vault/a", allow("s3:*", NotResource="arn:aws:s3:::vault*")),
    ),
    "and what they leave": ("yes", asked("s3:GetObject", OBJECT, allow("s3:*", NotResource=["arn:aws:s3:::vault*"]))),
    "NotAction allows the rest": ("yes", asked("s3:GetObject", OBJECT, allow(NotAction="iam:*"))),
    "NotAction does not allow what it names": (
        "no",
        asked("iam:CreateUser", USER, allow(NotAction=["iam:*", "sts:*"])),
    ),
    "NotAction in a Deny spares what it names": ("yes", asked("s3:GetObject", OBJECT, ALL, deny(NotAction=["s3:*"]))),
    "and denies the rest": ("no", asked("sqs:SendMessage", QUEUE, ALL, deny(NotAction=["s3:*"]))),
    "NotResource in a Deny": (
        "no",
        asked("s3:GetObject", OBJECT, ALL, deny("s3:*", NotResource="arn:aws:s3:::logs/*")),
    ),
    "NotResource in a Deny spares": (
        "yes",
        asked("s3:GetObject", OBJECT, ALL, deny("s3:*", NotResource="arn:aws:s3:::data/*")),
    ),
    "a star crosses slashes": (
        "yes",
        asked(
            "iam:PassRole",
            f"arn:aws:iam::{OWN}:role/dev-x/y/z",
            allow("iam:PassRole", f"arn:aws:iam::{OWN}:role/dev-*"),
        ),
    ),
    "a star crosses colons": (
        "yes",
        asked("lambda:InvokeFunction", f"{FUNCTION}:live", allow("lambda:InvokeFunction", "arn:aws:lambda:*orders*")),
    ),
    "a question mark is one character": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::ab/x", allow("s3:*", "arn:aws:s3:::?/x")),
    ),
    "actions in any case": ("yes", asked("S3:getOBJECT", OBJECT, allow("s3:GETobject"))),
    "resources keep their case": ("no", asked("s3:GetObject", "arn:aws:s3:::DATA/key", allow("s3:GetObject", OBJECT))),
    "a single statement that is no list": (
        "yes",
        answer(Request(role(), "s3:GetObject", Resource(OBJECT), Policies(set_of(ALL))), NOW),
    ),
    "elements in any case": (
        "yes",
        answer(
            Request(
                role(),
                "s3:GetObject",
                Resource(OBJECT),
                Policies(set_of({"effect": "Allow", "ACTION": "*", "resource": ["*"]})),
            ),
            NOW,
        ),
    ),
    "a wildcard inside a word": ("yes", asked("s3:GetObject", OBJECT, allow("s3:*Obj*"))),
    "nothing allows": ("no", asked("s3:GetObject", OBJECT)),
    "a denial beats all": ("no", asked("s3:GetObject", OBJECT, ALL, deny("s3:Get*"))),
}


@pytest.mark.parametrize(("right", "said"), ELEMENTS.values(), ids=ELEMENTS)
def test_an_answer_is_that_of_aws(right: str, said: str) -> None:
    assert said == right
