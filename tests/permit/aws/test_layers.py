"""Requests through all layers: boundary, session, organization, and the resource's own policy."""

import pytest

from tests.permit.aws.asking import (
    FAR_QUEUE,
    FUNCTION,
    KEY,
    OBJECT,
    OTHER,
    OWN,
    ROLE,
    USER,
    allow,
    asked,
    deny,
    role,
    to,
    user,
)

ALL = allow()
S3_ALL = [allow("s3:*")]
TO_ROLE, TO_ACCOUNT = to({"AWS": ROLE}, "s3:*"), to({"AWS": f"arn:aws:iam::{OWN}:root"}, "s3:*")
LAYERS = {
    "a boundary without the action": ("no", asked("s3:GetObject", OBJECT, ALL, limits=([allow("sqs:*")],))),
    "a boundary gives nothing": ("no", asked("s3:GetObject", OBJECT, limits=([ALL],))),
    "a boundary that denies": ("no", asked("s3:GetObject", OBJECT, ALL, limits=([ALL, deny("s3:*")],))),
    "a boundary under a condition": (
        "conditional",
        asked("s3:GetObject", OBJECT, ALL, limits=([allow(condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}})],)),
    ),
    "a session that is limited": ("no", asked("s3:GetObject", OBJECT, ALL, limits=([ALL], [allow("sqs:*")]))),
    "a boundary limits a grant to the role": (
        "no",
        asked("s3:GetObject", OBJECT, limits=([allow("sqs:*")],), policy=[TO_ROLE]),
    ),
    "a boundary does not limit a grant to the user": (
        "yes",
        asked("s3:GetObject", OBJECT, caller=user(), limits=([allow("sqs:*")],), policy=[to({"AWS": USER}, "s3:*")]),
    ),
    "unless it denies": (
        "no",
        asked("s3:GetObject", OBJECT, caller=user(), limits=([deny()],), policy=[to({"AWS": USER}, "s3:*")]),
    ),
    "a level without an Allow": ("no", asked("lambda:InvokeFunction", FUNCTION, ALL, levels=([ALL], S3_ALL, [ALL]))),
    "an Allow on each level": ("yes", asked("s3:GetObject", OBJECT, ALL, levels=([ALL], S3_ALL, [ALL]))),
    "a denial on one level": ("no", asked("s3:GetObject", OBJECT, ALL, levels=([ALL], [ALL, deny("s3:*")]))),
    "levels limit grants of resources": (
        "no",
        asked("s3:GetObject", OBJECT, levels=([allow("sqs:*")],), policy=[TO_ROLE]),
    ),
    "the management account is free": (
        "yes",
        asked("s3:GetObject", OBJECT, ALL, levels=([ALL, deny("s3:*")],), managing=True),
    ),
    "so is a role of a service": (
        "yes",
        asked("s3:GetObject", OBJECT, ALL, levels=([deny()],), caller=role(is_service_linked=True)),
    ),
    "a control policy of resources": (
        "no",
        asked(
            "s3:GetObject",
            OBJECT,
            ALL,
            controls=[
                deny("s3:*", Principal="*", condition={"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-else"}})
            ],
        ),
    ),
    "one that spares its own": (
        "yes",
        asked(
            "s3:GetObject",
            OBJECT,
            ALL,
            controls=[
                deny("s3:*", Principal="*", condition={"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ours"}})
            ],
        ),
    ),
    "a grant to the role suffices": ("yes", asked("s3:GetObject", OBJECT, policy=[TO_ROLE])),
    "a grant to the account does not": ("no", asked("s3:GetObject", OBJECT, policy=[TO_ACCOUNT])),
    "nor does its number": ("no", asked("s3:GetObject", OBJECT, policy=[to({"AWS": OWN}, "s3:*")])),
    "a grant to everyone does": ("yes", asked("s3:GetObject", OBJECT, policy=[to("*", "s3:*")])),
    "a grant to everyone, the other way": ("yes", asked("s3:GetObject", OBJECT, policy=[to({"AWS": ["*"]}, "s3:*")])),
    "a grant to all but another": (
        "yes",
        asked("s3:GetObject", OBJECT, policy=[allow("s3:*", NotPrincipal={"AWS": USER})]),
    ),
    "a grant to all but the user": (
        "no",
        asked("s3:GetObject", OBJECT, policy=[allow("s3:*", NotPrincipal={"AWS": USER})], caller=user()),
    ),
    "a denial to all but another": (
        "no",
        asked("s3:GetObject", OBJECT, ALL, policy=[deny("s3:*", NotPrincipal={"AWS": USER})]),
    ),
    "a denial to all but the user": (
        "yes",
        asked("s3:GetObject", OBJECT, ALL, policy=[deny("s3:*", NotPrincipal={"AWS": USER})], caller=user()),
    ),
    "a denial by account": ("no", asked("s3:GetObject", OBJECT, ALL, policy=[deny("s3:*", Principal={"AWS": OWN})])),
    "a denial to a session": (
        "conditional",
        asked(
            "s3:GetObject",
            OBJECT,
            ALL,
            policy=[deny("s3:*", Principal={"AWS": f"arn:aws:sts::{OWN}:assumed-role/app/one"})],
        ),
    ),
    "another's session": (
        "yes",
        asked(
            "s3:GetObject",
            OBJECT,
            ALL,
            policy=[deny("s3:*", Principal={"AWS": f"arn:aws:sts::{OWN}:assumed-role/else/one"})],
        ),
    ),
    "a policy that was not read": ("conditional", asked("s3:GetObject", OBJECT, ALL, policy=None)),
    "neither side, one not read": ("conditional", asked("s3:GetObject", OBJECT, policy=None)),
    "another account without a policy": ("no", asked("sqs:SendMessage", FAR_QUEUE, ALL)),
    "another account that lets ours in": (
        "yes",
        asked("sqs:SendMessage", FAR_QUEUE, ALL, policy=[to({"AWS": OWN}, "sqs:*")]),
    ),
    "but it asks for no more": ("no", asked("sqs:SendMessage", FAR_QUEUE, policy=[to({"AWS": ROLE}, "sqs:*")])),
    "a bucket of another account": ("no", asked("s3:GetObject", OBJECT, ALL, account=OTHER)),
    "a key that names a role only": (
        "no",
        asked("kms:Decrypt", KEY, ALL, policy=[to({"AWS": f"arn:aws:iam::{OWN}:role/keys"}, "kms:*")]),
    ),
    "a key that names the account": (
        "yes",
        asked("kms:Decrypt", KEY, ALL, policy=[to({"AWS": f"arn:aws:iam::{OWN}:root"}, "kms:*")]),
    ),
    "a key that names the caller": ("yes", asked("kms:Decrypt", KEY, policy=[to({"AWS": ROLE}, "kms:*")])),
    "a key whose grant is for one service": (
        "conditional",
        asked(
            "kms:Decrypt",
            KEY,
            policy=[to({"AWS": ROLE}, "kms:*", {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}})],
        ),
    ),
    "a role does not trust itself": (
        "no",
        asked("sts:AssumeRole", ROLE, ALL, policy=[to({"Service": "lambda.amazonaws.com"}, "sts:AssumeRole")]),
    ),
    "a role that trusts the account": (
        "yes",
        asked("sts:AssumeRole", f"arn:aws:iam::{OWN}:role/ops", ALL, policy=[to({"AWS": OWN}, "sts:AssumeRole")]),
    ),
    "and asks the caller's side": (
        "no",
        asked("sts:AssumeRole", f"arn:aws:iam::{OWN}:role/ops", policy=[to({"AWS": OWN}, "sts:AssumeRole")]),
    ),
    "a role that trusts the caller": (
        "yes",
        asked("sts:AssumeRole", f"arn:aws:iam::{OWN}:role/ops", policy=[to({"AWS": ROLE}, "sts:AssumeRole")]),
    ),
    "a role that wants an external id": (
        "conditional",
        asked(
            "sts:AssumeRole",
            f"arn:aws:iam::{OTHER}:role/ops",
            ALL,
            policy=[to({"AWS": OWN}, "sts:AssumeRole", {"StringEquals": {"sts:ExternalId": "x"}})],
        ),
    ),
}


@pytest.mark.parametrize(("right", "said"), LAYERS.values(), ids=LAYERS)
def test_an_answer_is_that_of_aws(right: str, said: str) -> None:
    assert said == right
