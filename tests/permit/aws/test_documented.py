"""AWS's own examples of how both sides, boundaries and organizations decide, by the page that gives them.

Names are ours; who asks for what, and the answer, are the page's.
"""

from typing import Any

import pytest

from tests.permit.aws.asking import (
    OTHER,
    OWN,
    QUEUE,
    ROLE,
    USER,
    allow,
    asked,
    deny,
    role,
    to,
    user,
)

ROOT, OTHER_ROOT = f"arn:aws:iam::{OWN}:root", f"arn:aws:iam::{OTHER}:root"
ALL = allow()
LOGS, HOME, FAR = "arn:aws:s3:::builder-logs/day", "arn:aws:s3:::builder/file", "arn:aws:s3:::production/file"

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
_LISTS = allow(["s3:GetBucketLocation", "s3:ListAllMyBuckets"], "arn:aws:s3:::*")
_OWN_BUCKET = allow("s3:*", ["arn:aws:s3:::builder/*", "arn:aws:s3:::builder"])
_NO_LOGS = deny("s3:*", "arn:aws:s3:::*log*")
_TO_USER = to({"AWS": USER}, "s3:*")


def single(action: str, resource: str, policy: Any = ()) -> str:
    return asked(action, resource, _LISTS, _OWN_BUCKET, _NO_LOGS, caller=user(), policy=policy)


SINGLE_ACCOUNT = {
    "the list of buckets": ("yes", single("s3:GetBucketLocation", "arn:aws:s3:::any")),
    "the user's own bucket": ("yes", single("s3:PutObject", HOME)),
    "a bucket of logs, which the bucket allows and the user's policy denies": (
        "no",
        single("s3:PutObject", LOGS, [_TO_USER]),
    ),
    "a bucket that only its own policy opens": ("yes", single("s3:PutObject", "arn:aws:s3:::shared/x", [_TO_USER])),
    "a bucket that nobody opens": ("no", single("s3:PutObject", "arn:aws:s3:::shared/x")),
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
_ASKS = allow("s3:*", "arn:aws:s3:::production/*")


def across(*own: dict[str, Any], policy: Any = (), **more: Any) -> str:
    return asked("s3:PutObject", FAR, *own, caller=user(), account=OTHER, policy=policy, **more)


CROSS_ACCOUNT = {
    "both sides allow the user": ("yes", across(_ASKS, policy=[_TO_USER])),
    "the bucket allows the user's account": ("yes", across(_ASKS, policy=[to({"AWS": ROOT}, "s3:PutObject")])),
    "the bucket allows reading alone": ("no", across(_ASKS, policy=[to({"AWS": ROOT}, "s3:GetObject")])),
    "the bucket says nothing": ("no", across(_ASKS)),
    "the user's policy says nothing": ("no", across(policy=[_TO_USER])),
    "the user's policy denies": ("no", across(_ASKS, _NO_LOGS, deny("s3:Put*"), policy=[_TO_USER])),
    "the user's boundary says nothing": ("no", across(_ASKS, policy=[_TO_USER], limits=([allow("ec2:*")],))),
    "the user's organization denies": ("no", across(_ASKS, policy=[_TO_USER], levels=([ALL, deny("s3:*")],))),
    "the bucket's organization denies": (
        "no",
        across(_ASKS, policy=[_TO_USER], controls=[deny("s3:*", Principal="*")]),
    ),
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
_BOUNDARY = [allow(["s3:*", "cloudwatch:*", "ec2:*"])]
_MANAGER = [
    allow(["iam:CreateUser"], condition={"StringEquals": {"iam:PermissionsBoundary": f"{ROOT[:-4]}policy/edge"}})
]


def bounded(action: str, *own: dict[str, Any], resource: str = "*", **more: Any) -> str:
    return asked(
        action, resource, *own, caller=more.pop("caller", user(has_boundary=True)), limits=(_BOUNDARY,), **more
    )


BOUNDARIES = {
    "a permission outside of the boundary": ("no", bounded("iam:CreateUser", allow("iam:CreateUser"))),
    "the boundary alone": ("no", bounded("s3:GetObject", resource=HOME)),
    "a permission within it": ("yes", bounded("s3:GetObject", allow("s3:*"), resource=HOME)),
    "a bucket's grant to a role, outside of its boundary": (
        "no",
        bounded("sqs:SendMessage", resource=QUEUE, caller=role(has_boundary=True), policy=[to({"AWS": ROLE})]),
    ),
    "a queue's grant to a user, outside of its boundary": (
        "yes",
        bounded("sqs:SendMessage", resource=QUEUE, policy=[to({"AWS": USER})]),
    ),
    "who makes users must give them the boundary": ("conditional", asked("iam:CreateUser", USER, *_MANAGER)),
    "it gives another": ("no", asked("iam:CreateUser", USER, *_MANAGER, keys={"iam:permissionsboundary": ("x",)})),
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
_SPARES_USER = deny("s3:*", NotPrincipal={"AWS": [USER, ROOT]})
_SPARES_ARN = deny("s3:*", condition={"ArnNotEquals": {"aws:PrincipalArn": USER}}, Principal="*")
NOT_PRINCIPAL = {
    "the user that is spared": ("yes", asked("s3:GetObject", HOME, ALL, caller=user(), policy=[_SPARES_USER])),
    "another account's role": (
        "no",
        asked("s3:GetObject", FAR, ALL, account=OTHER, policy=[to("*"), deny(NotPrincipal={"AWS": OTHER_ROOT})]),
    ),
    "the user that is spared, with a boundary": (
        "no",
        bounded("s3:GetObject", ALL, resource=HOME, policy=[_SPARES_USER]),
    ),
    "a role that is spared, with a boundary": (
        "no",
        bounded(
            "s3:GetObject",
            ALL,
            resource=HOME,
            caller=role(has_boundary=True),
            policy=[deny("s3:*", NotPrincipal={"AWS": [ROLE, ROOT]})],
        ),
    ),
    "what AWS recommends instead spares the user": (
        "yes",
        bounded("s3:GetObject", ALL, resource=HOME, policy=[_SPARES_ARN]),
    ),
    "and nobody else": ("no", asked("s3:GetObject", HOME, ALL, policy=[_SPARES_ARN])),
}

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
_FULL = [ALL]


def under_levels(*levels: Any, **more: Any) -> str:
    return asked("s3:GetObject", HOME, ALL, levels=levels, **more)


ORGANIZATIONS = {
    "full access on each level": ("yes", under_levels(_FULL, _FULL, _FULL)),
    "a level without any Allow": ("no", under_levels(_FULL, [], _FULL)),
    "a unit that allows one service": ("yes", under_levels(_FULL, [allow("s3:*")], _FULL)),
    "a unit that allows another": ("no", under_levels(_FULL, [allow("ec2:*")], _FULL)),
    "an account below a unit that allows another": ("no", under_levels(_FULL, [allow("ec2:*")], [allow("s3:*")])),
    "a denial at the root": ("no", under_levels([ALL, deny("s3:*")], _FULL, _FULL)),
    "a denial of all but some actions": ("no", under_levels([ALL, deny(NotAction=["iam:*", "sts:*"])])),
    "and of what it spares": ("yes", under_levels([ALL, deny(NotAction=["iam:*", "s3:*"])])),
    "a denial outside of some regions": (
        "no",
        asked(
            "sqs:SendMessage",
            QUEUE,
            ALL,
            levels=([ALL, deny(condition={"StringNotEquals": {"aws:RequestedRegion": ["us-east-1"]}})],),
        ),
    ),
    "a denial that spares a role": (
        "yes",
        under_levels([ALL, deny("s3:*", condition={"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}})]),
    ),
    "a denial of the root user leaves others": (
        "yes",
        under_levels([ALL, deny(condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}})]),
    ),
}

PAGES = {
    "one account": SINGLE_ACCOUNT,
    "two accounts": CROSS_ACCOUNT,
    "boundaries": BOUNDARIES,
    "NotPrincipal": NOT_PRINCIPAL,
    "organizations": ORGANIZATIONS,
}
CASES = [
    pytest.param(right, said, id=f"{page}: {about}")
    for page, cases in PAGES.items()
    for about, (right, said) in cases.items()
]


@pytest.mark.parametrize(("right", "said"), CASES)
def test_an_example_comes_out_as_its_page_says(right: str, said: str) -> None:
    assert said == right
