"""Requests under variables in policies."""

import pytest

from tests.permit.aws.asking import OBJECT, OLD, allow, asked, deny, role, under, user

ALL = allow()
HOME = "arn:aws:s3:::home/${aws:username}/*"
SHARED = "arn:aws:s3:::home/${aws:username, 'shared'}/*"
TEAM = "arn:aws:s3:::${aws:PrincipalTag/team}/*"
VARIABLES = {
    "the user's own name": (
        "yes",
        asked("s3:GetObject", "arn:aws:s3:::home/builder/x", allow("s3:*", HOME), caller=user()),
    ),
    "and no other's": ("no", asked("s3:GetObject", "arn:aws:s3:::home/other/x", allow("s3:*", HOME), caller=user())),
    "a role has no user name": ("no", asked("s3:GetObject", "arn:aws:s3:::home/app/x", allow("s3:*", HOME))),
    "without a version it is plain text": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::home/builder/x", allow("s3:*", HOME), caller=user(), version=None),
    ),
    "plain text equals itself": (
        "yes",
        asked("s3:GetObject", "arn:aws:s3:::home/${aws:username}/x", allow("s3:*", HOME), version=OLD),
    ),
    "a default where there is none": (
        "yes",
        asked("s3:GetObject", "arn:aws:s3:::home/shared/x", allow("s3:*", SHARED)),
    ),
    "no default where there is one": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::home/shared/x", allow("s3:*", SHARED), caller=user()),
    ),
    "the caller's tag": (
        "yes",
        asked("s3:GetObject", "arn:aws:s3:::blue/x", allow("s3:*", TEAM), caller=role(tags={"team": "blue"})),
    ),
    "a tag with a star is no pattern": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::blue/x", allow("s3:*", TEAM), caller=role(tags={"team": "*"})),
    ),
    "a tag that a session may bring": (
        "conditional",
        asked("s3:GetObject", "arn:aws:s3:::blue/x", allow("s3:*", TEAM), caller=role(takes_session_tags=True)),
    ),
    "a variable that only the call shows": (
        "conditional",
        asked("s3:GetObject", "arn:aws:s3:::1.2.3.4/x", allow("s3:*", "arn:aws:s3:::${aws:SourceIp}/*")),
    ),
    "not where the rest differs": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::b/y", allow("s3:*", "arn:aws:s3:::${aws:SourceIp}/x")),
    ),
    "an escaped star is a star": ("no", asked("s3:GetObject", OBJECT, allow("s3:*", "arn:aws:s3:::${*}"))),
    "and equals one": ("yes", asked("s3:GetObject", "arn:aws:s3:::data/*", allow("s3:*", "arn:aws:s3:::data/${*}"))),
    "a variable in a condition": (
        "yes",
        under({"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalAccount}:role/app"}}),
    ),
    "a variable in NotResource without a value": (
        "yes",
        asked("s3:GetObject", OBJECT, allow("s3:*", NotResource=HOME)),
    ),
    "a denial under a variable that is unknown": (
        "conditional",
        asked("s3:GetObject", "arn:aws:s3:::x/k", ALL, deny("s3:*", "arn:aws:s3:::${aws:SourceIp}/*")),
    ),
}


@pytest.mark.parametrize(("right", "said"), VARIABLES.values(), ids=VARIABLES)
def test_an_answer_is_that_of_aws(right: str, said: str) -> None:
    assert said == right
