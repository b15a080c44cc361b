"""AWS's own examples of conditions, variables and the policies of resources, by the page that gives them.

Names are ours; who asks for what, and the answer, are the page's.
"""

from typing import Any

import pytest

from tests.permit.aws.asking import (
    FAR_QUEUE,
    FUNCTION,
    KEY,
    OTHER,
    OWN,
    QUEUE,
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
HOME = "arn:aws:s3:::builder/file"

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys.html


def tagging(operator: str, wanted: list[str], tags: tuple[str, ...] | None, *, has_null: bool = False) -> str:
    condition: dict[str, Any] = {operator: {"aws:TagKeys": wanted}}
    condition |= {"Null": {"aws:TagKeys": "false"}} if has_null else {}
    denial = deny("iam:TagUser", condition=condition)
    return asked("iam:TagUser", USER, ALL, denial, keys={"aws:tagkeys": tags or ()})


MULTIVALUED = {
    "all keys are denied ones": ("no", tagging("ForAllValues:StringLike", ["key*"], ("key-1", "key-2"))),
    "one key is another": ("yes", tagging("ForAllValues:StringLike", ["key*"], ("key-1", "team"))),
    "no keys, all of them": ("no", tagging("ForAllValues:StringLike", ["key*"], None)),
    "no keys, with a test that there are some": (
        "yes",
        tagging("ForAllValues:StringLike", ["key*"], None, has_null=True),
    ),
    "any key is a denied one": ("no", tagging("ForAnyValue:StringLike", ["key*"], ("key-1", "team"))),
    "no key is": ("yes", tagging("ForAnyValue:StringLike", ["key*"], ("team",))),
    "no keys, any of them": ("yes", tagging("ForAnyValue:StringLike", ["key*"], None)),
    "any key that is not on the list": ("no", tagging("ForAnyValue:StringNotLike", ["key*"], ("key-1", "team"))),
    "all keys are off the list": ("no", tagging("ForAllValues:StringNotLike", ["key*"], ("team", "app"))),
    "some keys are off the list": ("yes", tagging("ForAllValues:StringNotLike", ["key*"], ("team", "key-1"))),
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_IF_INSTANCE = {"StringLikeIfExists": {"ec2:InstanceType": ["t1.*", "t2.*"]}}
OPERATORS = {
    "IfExists where there is none": (
        "yes",
        asked("ec2:RunInstances", "*", allow("ec2:*", "*", _IF_INSTANCE), keys={"ec2:instancetype": ()}),
    ),
    "IfExists where it is met": (
        "yes",
        asked("ec2:RunInstances", "*", allow("ec2:*", "*", _IF_INSTANCE), keys={"ec2:instancetype": ("t2.micro",)}),
    ),
    "IfExists where it is not": (
        "no",
        asked("ec2:RunInstances", "*", allow("ec2:*", "*", _IF_INSTANCE), keys={"ec2:instancetype": ("m5.large",)}),
    ),
    "long-term credentials": (
        "yes",
        asked(
            "ec2:StopInstances",
            "*",
            allow("ec2:*", "*", {"Null": {"aws:TokenIssueTime": "true"}}),
            keys={"aws:tokenissuetime": ()},
        ),
    ),
    "temporary credentials": (
        "no",
        asked(
            "ec2:StopInstances",
            "*",
            allow("ec2:*", "*", {"Null": {"aws:TokenIssueTime": "true"}}),
            keys={"aws:tokenissuetime": ("2026-06-01T00:00:00Z",)},
        ),
    ),
    "MFA that must not be false, where it is absent": (
        "yes",
        asked(
            "s3:GetObject",
            HOME,
            allow(condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}),
            keys={"aws:multifactorauthpresent": ()},
        ),
    ),
    "MFA that must be true, where it is absent": (
        "no",
        asked(
            "s3:GetObject",
            HOME,
            allow(condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
            keys={"aws:multifactorauthpresent": ()},
        ),
    ),
    "a denial of all without MFA, where it is absent": (
        "no",
        asked(
            "s3:GetObject",
            HOME,
            ALL,
            deny(condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
            keys={"aws:multifactorauthpresent": ()},
        ),
    ),
    "a number at most": (
        "yes",
        asked(
            "s3:ListBucket",
            "arn:aws:s3:::builder",
            allow("s3:*", "*", {"NumericLessThanEquals": {"s3:max-keys": "10"}}),
            keys={"s3:max-keys": ("10",)},
        ),
    ),
    "a number above": (
        "no",
        asked(
            "s3:ListBucket",
            "arn:aws:s3:::builder",
            allow("s3:*", "*", {"NumericLessThanEquals": {"s3:max-keys": "10"}}),
            keys={"s3:max-keys": ("11",)},
        ),
    ),
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
_BY_TEAM = allow("s3:*", "arn:aws:s3:::home/${aws:PrincipalTag/team, 'company-wide'}/*")
_PREFIX = allow("s3:ListBucket", "arn:aws:s3:::home", {"StringLike": {"s3:prefix": ["${aws:username}/*"]}})
VARIABLES = {
    "the caller's team": (
        "yes",
        asked("s3:GetObject", "arn:aws:s3:::home/yellow/x", _BY_TEAM, caller=role(tags={"team": "yellow"})),
    ),
    "another team": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::home/green/x", _BY_TEAM, caller=role(tags={"team": "yellow"})),
    ),
    "no team": ("yes", asked("s3:GetObject", "arn:aws:s3:::home/company-wide/x", _BY_TEAM)),
    "a team beside the default": (
        "no",
        asked("s3:GetObject", "arn:aws:s3:::home/company-wide/x", _BY_TEAM, caller=role(tags={"team": "yellow"})),
    ),
    "the user's own prefix": (
        "yes",
        asked("s3:ListBucket", "arn:aws:s3:::home", _PREFIX, caller=user(), keys={"s3:prefix": ("builder/",)}),
    ),
    "another's prefix": (
        "no",
        asked("s3:ListBucket", "arn:aws:s3:::home", _PREFIX, caller=user(), keys={"s3:prefix": ("else/",)}),
    ),
}

# https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html
# https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
_FROM_TOPIC = to("*", "sqs:SendMessage", {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:eu-west-1:{OWN}:news"}})
_FROM_BUCKET = to(
    {"Service": "s3.amazonaws.com"}, "lambda:InvokeFunction", {"StringEquals": {"aws:SourceAccount": OWN}}
)
_VIA = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:CallerAccount": OWN}}
_TLS = deny("s3:*", Principal="*", condition={"Bool": {"aws:SecureTransport": "false"}})
_TO_OTHER = [to({"AWS": OTHER_ROOT}, ["sqs:SendMessage", "sqs:ReceiveMessage"])]
RESOURCES = {
    "a queue for a topic takes nothing of a role": ("no", asked("sqs:SendMessage", QUEUE, policy=[_FROM_TOPIC])),
    "a function for a bucket is none for a role": (
        "no",
        asked("lambda:InvokeFunction", FUNCTION, policy=[_FROM_BUCKET]),
    ),
    "a queue of an account that shares it": (
        "yes",
        asked("sqs:SendMessage", FAR_QUEUE, allow("sqs:*"), policy=[to({"AWS": ROOT}, "sqs:SendMessage")]),
    ),
    "and for no more": (
        "no",
        asked("sqs:DeleteQueue", FAR_QUEUE, allow("sqs:*"), policy=[to({"AWS": ROOT}, "sqs:SendMessage")]),
    ),
    "a queue that shares with others leaves its own": (
        "yes",
        asked("sqs:SendMessage", QUEUE, allow("sqs:*"), policy=_TO_OTHER),
    ),
    "a key that S3 alone uses for the account": (
        "conditional",
        asked("kms:Decrypt", KEY, policy=[to("*", "kms:*", _VIA)]),
    ),
    "a key that another account uses": (
        "no",
        asked("kms:Decrypt", KEY, ALL, policy=[to("*", "kms:*", {"StringEquals": {"kms:CallerAccount": OTHER}})]),
    ),
    "the default key policy": ("yes", asked("kms:Decrypt", KEY, allow("kms:*"), policy=[to({"AWS": ROOT}, "kms:*")])),
    "the default key policy gives nothing by itself": (
        "no",
        asked("kms:Decrypt", KEY, policy=[to({"AWS": ROOT}, "kms:*")]),
    ),
    "a bucket that asks for TLS": ("yes", asked("s3:GetObject", HOME, ALL, policy=[_TLS])),
    "a bucket for one organization": (
        "yes",
        asked("s3:GetObject", HOME, policy=[to("*", "s3:*", {"StringEquals": {"aws:PrincipalOrgID": "o-ours"}})]),
    ),
    "a bucket for one endpoint": (
        "conditional",
        asked(
            "s3:GetObject",
            HOME,
            ALL,
            policy=[deny("s3:*", Principal="*", condition={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})],
        ),
    ),
    "a bucket for an origin of CloudFront": (
        "no",
        asked("s3:GetObject", HOME, policy=[to({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")]),
    ),
}

PAGES = {
    "many values": MULTIVALUED,
    "operators": OPERATORS,
    "variables": VARIABLES,
    "resources": RESOURCES,
}
CASES = [
    pytest.param(right, said, id=f"{page}: {about}")
    for page, cases in PAGES.items()
    for about, (right, said) in cases.items()
]


@pytest.mark.parametrize(("right", "said"), CASES)
def test_an_example_comes_out_as_its_page_says(right: str, said: str) -> None:
    assert said == right
