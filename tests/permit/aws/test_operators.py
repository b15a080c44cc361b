"""Requests under conditions: every operator, and every key whose value is known offline."""

import pytest

from bartizan.permit.aws.caller import Organization
from tests.permit.aws.asking import (
    FUNCTION,
    OBJECT,
    OTHER,
    OWN,
    QUEUE,
    ROLE,
    USER,
    allow,
    asked,
    deny,
    role,
    under,
    user,
)

ALL = allow()
TAGGED = "aws:PrincipalTag/team"
OPERATORS = {
    "own account": ("yes", under({"StringEquals": {"aws:PrincipalAccount": OWN}})),
    "keys and operators in any case": ("yes", under({"STRINGEQUALS": {"AWS:principalaccount": [OTHER, OWN]}})),
    "another account": ("no", under({"StringEquals": {"aws:PrincipalAccount": [OTHER]}})),
    "the account as a number": ("yes", under({"StringLike": {"aws:PrincipalAccount": int(OWN)}})),
    "own organization": ("yes", under({"StringEquals": {"aws:PrincipalOrgID": "o-ours"}})),
    "an organization that is not ours": ("no", under({"StringEquals": {"aws:PrincipalOrgID": "o-theirs"}})),
    "an organization that was not read": (
        "conditional",
        under({"StringEquals": {"aws:PrincipalOrgID": "o-ours"}}, caller=role(organization=None)),
    ),
    "an account in none": (
        "no",
        under({"StringLike": {"aws:PrincipalOrgID": "*"}}, caller=role(organization=Organization(""))),
    ),
    "a path of the organization": ("yes", under({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-ours/r-1/*"}})),
    "another path": ("no", under({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-ours/r-1/ou-2/*"}})),
    "the resource's account": ("yes", under({"StringEquals": {"aws:ResourceAccount": OWN}})),
    "the resource's account, another": ("no", under({"StringNotEquals": {"aws:ResourceAccount": OWN}})),
    "the resource's organization": ("yes", under({"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}})),
    "the caller's ARN": ("yes", under({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}})),
    "ARNs part by part": ("no", under({"ArnLike": {"aws:PrincipalArn": "arn:aws:*role/app"}})),
    "ArnEquals is ArnLike": ("yes", under({"ArnEquals": {"aws:PrincipalArn": "arn:*:iam::*:role/a*"}})),
    "StringLike is not": ("yes", under({"StringLike": {"aws:PrincipalArn": "arn:aws:*role/app"}})),
    "ArnNotLike": ("no", under({"ArnNotLike": {"aws:PrincipalArn": [ROLE, USER]}})),
    "the caller's kind": ("yes", under({"StringEquals": {"aws:PrincipalType": "AssumedRole"}})),
    "not a user": ("no", under({"StringEquals": {"aws:PrincipalType": "User"}})),
    "a user's id": ("yes", under({"StringEquals": {"aws:userid": "AIDAEXAMPLE"}}, caller=user())),
    "a user's name": ("yes", under({"StringEqualsIgnoreCase": {"aws:username": "BUILDER"}}, caller=user())),
    "no service calls": ("no", under({"Bool": {"aws:PrincipalIsAWSService": "true"}})),
    "no source": ("no", under({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}})),
    "no source account, where one is asked for if there is one": (
        "yes",
        under({"StringEqualsIfExists": {"aws:SourceAccount": OTHER}}),
    ),
    "TLS": ("yes", under({"Bool": {"aws:SecureTransport": True}})),
    "no denial of plain HTTP": (
        "yes",
        asked("s3:GetObject", OBJECT, ALL, deny(condition={"Bool": {"aws:SecureTransport": "false"}})),
    ),
    "a date that is over": ("no", under({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})),
    "a date that has come": ("yes", under({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01"}})),
    "a date to come": ("no", under({"DateGreaterThanEquals": {"aws:CurrentTime": "2099-01-01T00:00:00+02:00"}})),
    "seconds since 1970": ("yes", under({"NumericGreaterThan": {"aws:EpochTime": 1577836800}})),
    "the resource's region": (
        "no",
        under({"StringEquals": {"aws:RequestedRegion": "us-west-2"}}, "sqs:SendMessage", QUEUE),
    ),
    "and its own": ("yes", under({"StringLike": {"aws:RequestedRegion": "eu-*"}}, "sqs:SendMessage", QUEUE)),
    "IAM is in one region": ("yes", under({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, "iam:GetRole", ROLE)),
    "an address": ("conditional", under({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    "every address": ("yes", under({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}})),
    "two halves": ("yes", under({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}})),
    "one half": ("conditional", under({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1"]}})),
    "zeros of version six": ("yes", under({"IpAddress": {"aws:SourceIp": ["::0/0"]}})),
    "not from a few": (
        "conditional",
        asked("s3:GetObject", OBJECT, ALL, deny(condition={"IpAddress": {"aws:SourceIp": "198.51.100.7"}})),
    ),
    "denied from everywhere": (
        "no",
        asked("s3:GetObject", OBJECT, ALL, deny(condition={"IpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}})),
    ),
    "denied outside of everywhere": (
        "yes",
        asked("s3:GetObject", OBJECT, ALL, deny(condition={"NotIpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}})),
    ),
    "a tag": ("yes", under({"StringEquals": {TAGGED: "blue"}}, caller=role(tags={"Team": "blue"}))),
    "a tag that it lacks": ("no", under({"StringEquals": {TAGGED: "blue"}})),
    "a negated operator on a tag that it lacks": (
        "no",
        asked("s3:GetObject", OBJECT, ALL, deny(condition={"StringNotEquals": {TAGGED: "blue"}})),
    ),
    "and with IfExists": (
        "no",
        asked("s3:GetObject", OBJECT, ALL, deny(condition={"StringNotEqualsIfExists": {TAGGED: "blue"}})),
    ),
    "a tag that a session may bring": (
        "conditional",
        under({"StringEquals": {TAGGED: "blue"}}, caller=role(takes_session_tags=True)),
    ),
    "tags that were not read": ("conditional", under({"StringEquals": {TAGGED: "blue"}}, caller=role(tags=None))),
    "Null of what is absent": ("yes", under({"Null": {TAGGED: "true"}})),
    "Null of what is there": ("no", under({"Null": {TAGGED: True}}, caller=role(tags={"team": "x"}))),
    "Null of what is always there": ("yes", under({"Null": {"aws:SourceIp": "false"}})),
    "Null of what nobody knows": ("conditional", under({"Null": {"aws:SourceVpce": "false"}})),
    "all of no values": ("yes", under({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}})),
    "any of no values": ("no", under({"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}})),
    "any of no values, negated": ("no", under({"ForAnyValue:StringNotEquals": {"aws:TagKeys": ["team"]}})),
    "keys of a tagging action": (
        "conditional",
        under({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}, "lambda:TagResource", FUNCTION),
    ),
    "a key of another action": (
        "no",
        under({"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}, "lambda:InvokeFunction", FUNCTION),
    ),
    "its negation": (
        "yes",
        under({"StringNotEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}, "lambda:InvokeFunction", FUNCTION),
    ),
    "if it exists": (
        "yes",
        under({"StringLikeIfExists": {"iam:PassedToService": "ec2*"}}, "lambda:InvokeFunction", FUNCTION),
    ),
    "a key of its own action": (
        "conditional",
        under({"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}, "iam:PassRole", ROLE),
    ),
    "a key that is given": (
        "no",
        under(
            {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
            "iam:PassRole",
            ROLE,
            keys={"iam:passedtoservice": ("lambda.amazonaws.com",)},
        ),
    ),
    "a key of another service": ("no", under({"StringEquals": {"s3:prefix": "home"}}, "sqs:SendMessage", QUEUE)),
    "a key that many sessions carry": ("conditional", under({"ArnEquals": {"lambda:SourceFunctionArn": FUNCTION}})),
    "the resource's tag": (
        "yes",
        under({"StringEquals": {"aws:ResourceTag/env": "dev"}}, "sqs:SendMessage", QUEUE, tags={"env": "dev"}),
    ),
    "the resource lacks the tag": (
        "no",
        under({"StringEquals": {"aws:ResourceTag/env": "dev"}}, "sqs:SendMessage", QUEUE, tags={}),
    ),
    "the resource's tags were not read": (
        "conditional",
        under({"StringEquals": {"aws:ResourceTag/env": "dev"}}, "sqs:SendMessage", QUEUE),
    ),
    "MFA": ("conditional", under({"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
    "all of two conditions": ("no", under({"StringEquals": {"aws:PrincipalAccount": OWN, "aws:username": "x"}})),
    "one that nobody knows and one that fails": (
        "no",
        under({"IpAddress": {"aws:SourceIp": "192.0.2.1"}, "Bool": {"aws:SecureTransport": "false"}}),
    ),
    "binary": ("yes", under({"BinaryEquals": {"x:y": "QmluYXJ5"}}, keys={"x:y": ("QmluYXJ5",)})),
    "a number that is no number": ("no", under({"NumericEquals": {"x:y": "many"}}, keys={"x:y": ("1",)})),
    "an operator that nobody knows": ("conditional", under({"StringResembles": {"aws:PrincipalAccount": OWN}})),
    "a star for a value that is always there": ("yes", under({"StringLike": {"aws:UserAgent": "*"}})),
    "all of two values": (
        "no",
        under({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}, keys={"aws:tagkeys": ("a", "b")}),
    ),
    "any of two values": (
        "yes",
        under({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a"]}}, keys={"aws:tagkeys": ("a", "b")}),
    ),
}


@pytest.mark.parametrize(("right", "said"), OPERATORS.values(), ids=OPERATORS)
def test_an_answer_is_that_of_aws(right: str, said: str) -> None:
    assert said == right
