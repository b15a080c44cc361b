"""Puts two identity pools there: the storefront's gives a role to guests, the partners' to those who sign in."""

import json
from typing import Any

from moto.iam.models import iam_backends

from bartizan_demo.company.aws.data import objects, table
from bartizan_demo.company.aws.fill.iam import fill_role
from bartizan_demo.company.aws.nouns import IRELAND, PRODUCTION, Grant, Role
from bartizan_demo.emulators.aws.services.canned_listings import shelve

_PROVIDER = "cognito-identity.amazonaws.com"
_GUESTS = (objects("company-prod-storefront"), table("profiles", "GetItem"))
_PARTNERS = (objects("company-prod-partner-drop", "PutObject"),)


def fill_identity_pools() -> None:
    """Fill production with the pools and with the roles that trust them."""
    _fill("storefront", _GUESTS, allows_guests=True)
    _fill("partners", _PARTNERS, allows_guests=False)


def _fill(name: str, grants: tuple[Grant, ...], *, allows_guests: bool) -> None:
    pool = f"{IRELAND}:pool-{name}"
    way = "unauthenticated" if allows_guests else "authenticated"
    role = Role(f"{name}-{way}", PRODUCTION, f"team-{name}", grants)
    fill_role(role)
    statement = {
        **{"Effect": "Allow", "Principal": {"Federated": _PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"},
        "Condition": {
            "StringEquals": {f"{_PROVIDER}:aud": pool},
            "ForAnyValue:StringLike": {f"{_PROVIDER}:amr": way},
        },
    }
    iam: Any = iam_backends[PRODUCTION]["aws"]
    iam.update_assume_role_policy(role.name, json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    told = {"IdentityPoolId": pool, "IdentityPoolName": name}
    detail = {**told, "AllowUnauthenticatedIdentities": allows_guests, "IdentityPoolTags": {"owner": role.owner}}
    roles = {"IdentityPoolId": pool, "Roles": {way: role.arn}}
    shelve(PRODUCTION, IRELAND, "identity_pool", {**told, "_detail": detail, "_roles": roles})
