"""Who outside the directory may become a role, by its trust policy."""

from typing import Any

import pytest

from bartizan.permit.aws.expand.outside import Gate
from bartizan.permit.aws.language.policy import parsed
from tests.permit.aws.asking import NEW, NOW, OTHER, OWN, ROLE

GITHUB = "token.actions.githubusercontent.com"
PROVIDER = {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/{GITHUB}"}
COGNITO = {"Federated": "cognito-identity.amazonaws.com"}
AUDIENCE = {f"{GITHUB}:aud": "sts.amazonaws.com"}
TENANT = "0a1b2c3d-0000-4000-8000-000000000000"
AZURE = {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/sts.windows.net/{TENANT}/"}
SAML = f"arn:aws:iam::{OWN}:saml-provider/company"


def web(principal: Any, condition: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    found = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": principal, **more}
    return found | ({"Condition": condition} if condition else {})


def of(subject: Any, operator: str = "StringLike") -> dict[str, Any]:
    return web(PROVIDER, {"StringEquals": AUDIENCE, operator: {f"{GITHUB}:sub": subject}})


def account(name: str, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    return web({"AWS": name}, condition, Action="sts:AssumeRole")


POOL = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:pool"}}
GUEST = {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "unauthenticated"}}
USER = {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}
MEMBER = f"foreign:oidc:{COGNITO['Federated']}/eu-west-1:pool"
CASES: dict[str, tuple[list[dict[str, Any]], dict[str, str]]] = {
    "github, no subject": ([web(PROVIDER, {"StringEquals": AUDIENCE})], {"foreign:github:*": "yes"}),
    "github, no condition at all": ([web(PROVIDER)], {"foreign:github:*": "yes"}),
    "github, any repository": ([of("repo:*")], {"foreign:github:*": "yes"}),
    "github, an owner's name with a star": ([of("repo:acme*/deploy:*")], {"foreign:github:*": "yes"}),
    "github, one owner": ([of("repo:acme/*")], {"foreign:github:acme/*": "yes"}),
    "github, one repository": ([of("repo:acme/shop:ref:refs/heads/main")], {"foreign:github:acme/shop": "yes"}),
    "github, two repositories": (
        [of(["repo:acme/shop:*", "repo:acme/site:*"])],
        {"foreign:github:acme/shop": "yes", "foreign:github:acme/site": "yes"},
    ),
    "github, a star that is none": ([of("repo:acme/*", "StringEquals")], {}),
    "github, all but one": (
        [of("repo:acme/shop:*", "StringNotLike")],
        {"foreign:github:*": "yes"},
    ),
    "github, by a claim of its own": (
        [web(PROVIDER, {"StringEquals": {**AUDIENCE, f"{GITHUB}:repository_owner": "acme"}})],
        {},
    ),
    "github, denied": ([of("repo:acme/*"), {**web(PROVIDER), "Effect": "Deny"}], {}),
    "github, another action": ([web(PROVIDER, None, Action="sts:AssumeRole")], {}),
    "another issuer": (
        [web({"Federated": f"arn:aws:iam::{OWN}:oidc-provider/id.example.com"})],
        {"foreign:oidc:id.example.com": "yes"},
    ),
    "another issuer, one subject": (
        [
            web(
                {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/id.example.com"},
                {"StringEquals": {"id.example.com:sub": "ci"}},
            )
        ],
        {"foreign:oidc:id.example.com": "conditional"},
    ),
    "azure": ([web(AZURE)], {f"foreign:azure:{TENANT}": "yes"}),
    "saml": (
        [
            web(
                {"Federated": SAML},
                {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
                Action="sts:AssumeRoleWithSAML",
            )
        ],
        {f"foreign:saml:{SAML}": "conditional"},
    ),
    "cognito, no pool named": ([web(COGNITO)], {"internet": "yes"}),
    "cognito, guests of a pool": ([web(COGNITO, {**POOL, **GUEST})], {"internet": "conditional"}),
    "cognito, users of a pool": ([web(COGNITO, {**POOL, **USER})], {MEMBER: "yes"}),
    "cognito, a pool and no way": ([web(COGNITO, POOL)], {"internet": "conditional", MEMBER: "yes"}),
    "an account": ([account(OTHER)], {f"foreign:aws:{OTHER}": "yes"}),
    "an account with an external id": (
        [account(OTHER, {"StringEquals": {"sts:ExternalId": "one"}})],
        {f"foreign:aws:{OTHER}": "conditional"},
    ),
    "any account": ([account("*")], {"any_aws_account": "yes"}),
    "any account of an organization": ([account("*", {"StringEquals": {"aws:PrincipalOrgID": "o-ours"}})], {}),
    "its own account": ([account(OWN)], {}),
    "a service": ([web({"Service": "lambda.amazonaws.com"}, None, Action="sts:AssumeRole")], {}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_who_may_become_a_role(case: tuple[list[dict[str, Any]], dict[str, str]]) -> None:
    statements, expected = case
    gate = Gate(parsed({"Version": NEW, "Statement": statements}), ROLE, OWN, NOW)
    assert {each.principal_id: each.effect for each in gate.outsiders()} == expected


def test_a_condition_is_named() -> None:
    trust = parsed({"Version": NEW, "Statement": account(OTHER, {"StringEquals": {"sts:ExternalId": "one"}})})
    (found,) = Gate(trust, ROLE, OWN, NOW).outsiders()
    assert (found.condition, found.because) == ("sts:externalid stringequals one", "trust statement 1")


def test_accounts_of_the_directory_are_no_outsiders() -> None:
    trust = parsed({"Version": NEW, "Statement": account(OTHER)})
    assert list(Gate(trust, ROLE, OWN, NOW, {OTHER}).outsiders()) == []
