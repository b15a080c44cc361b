"""Policy documents as they come, well-formed and not."""

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bartizan.permit.aws.caller import Caller
from bartizan.permit.aws.evaluate import Policies, Sourced
from bartizan.permit.aws.language.policy import PolicyError, parsed
from bartizan.permit.aws.outsiders import Door
from bartizan.permit.aws.power import Power, power

OWN = "111122223333"
VENDOR = "999988887777"
NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
ROLE = f"arn:aws:iam::{OWN}:role/it"

_LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["*", "s3:*", "Allow", "${aws:x}"])
)
_KEYS = [
    "Statement",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "Principal",
    "AWS",
    "Bool",
]
_JSON = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=25,
)
_STATEMENT = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny", "allow"]), "Action": _JSON},
    optional={
        "Resource": _JSON,
        "NotResource": _JSON,
        "Condition": _JSON,
        "Principal": _JSON,
    },
)


@given(_JSON | st.fixed_dictionaries({"Statement": st.lists(_STATEMENT | _JSON, max_size=3)}))
def test_a_hostile_document_is_read_or_refused(document: Any) -> None:
    text = json.dumps(document)
    try:
        statements = parsed(text)
        Door(statements, "sts:AssumeRole", ROLE, OWN, NOW).outsiders()
    except PolicyError:
        return
    able = power(Caller(ROLE), Policies(tuple(Sourced(each, "hostile") for each in statements)), NOW)
    assert isinstance(able, Power)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%7Bnot json",
        "[]",
        '{"Version": "2012-10-17"}',
        '{"Statement": [{"Effect": "Permit", "Action": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "NotAction": "iam:*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": [1], "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": "true"}}]}',
        "[" * 5000,
    ],
)
def test_what_is_no_policy_is_an_error_that_is_data(text: str) -> None:
    with pytest.raises(PolicyError):
        parsed(text)


def _trust(principal: Any, **more: Any) -> str:
    return json.dumps({"Statement": {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}})


def _trusts(allowed: list[str], denied: Any, **more: Any) -> str:
    statements = [
        {"Effect": "Allow", "Principal": {"AWS": allowed}, "Action": "sts:*"},
        {"Effect": "Deny", "Principal": denied, "Action": "sts:AssumeRole", **more},
    ]
    return json.dumps({"Statement": statements})


@pytest.mark.parametrize(
    ("document", "accounts"),
    [
        (_trust({"Service": "lambda.amazonaws.com"}), []),
        (_trust({"AWS": f"arn:aws:iam::{OWN}:root"}), []),
        (_trust({"AWS": [f"arn:aws:iam::{VENDOR}:role/x", OWN]}), [VENDOR]),
        (_trust({"AWS": VENDOR}, Condition={"StringEquals": {"sts:ExternalId": "x"}}), [VENDOR]),
        (_trust("*"), ["*"]),
        (_trust({"AWS": "*"}, Condition={"StringEquals": {"sts:ExternalId": "x"}}), ["*"]),
        (_trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), []),
        (_trust({"AWS": "*"}, Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}), ["*"]),
        (_trust({"AWS": "*"}, Condition={"StringLike": {"aws:PrincipalOrgID": "*"}}), ["*"]),
        (_trust({"AWS": "*"}, Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{VENDOR}:role/*"}}), [VENDOR]),
        (_trust({"AWS": "*"}, Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}}), ["*"]),
        (_trust({"AWS": "*"}, Effect="Deny"), []),
        (_trust({"AWS": "*"}, Condition={"StringLike": {"aws:PrincipalOrgID": "o-*"}}), ["*"]),
        (_trust({"AWS": "*"}, Condition={"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}}), ["*"]),
        (_trust({"AWS": "*"}, Condition={"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}}), []),
        (_trust({"AWS": "*"}, Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}), ["*"]),
        (_trust({"AWS": "*"}, Condition={"StringEquals": {"aws:PrincipalAccount": [VENDOR, OWN]}}), [VENDOR]),
        (_trust({"AWS": "*"}, Condition={"StringNotEquals": {"aws:PrincipalAccount": VENDOR}}), ["*"]),
        (_trust({"AWS": f"arn:aws:iam::{OWN}:role/for-{VENDOR}"}), []),
        (_trust({"AWS": VENDOR}, Condition={"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}), []),
        (_trusts([VENDOR], denied={"AWS": VENDOR}), []),
        (_trusts([VENDOR, "*"], denied={"AWS": VENDOR}), ["*"]),
        (_trusts(["*"], denied="*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}), []),
        (_trusts(["*"], denied="*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}), ["*"]),
        (json.dumps({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": VENDOR}, "Action": "*"}}), ["*"]),
        (_trust({"AWS": VENDOR}, Action="sts:TagSession"), []),
        (_trust({"AWS": "AIDAEXAMPLEOFADELETEDUSER"}), []),
    ],
)
def test_foreign_accounts_of_a_trust_policy(document: str, accounts: list[str]) -> None:
    assert Door(parsed(document), "sts:AssumeRole", ROLE, OWN, NOW).outsiders() == accounts
