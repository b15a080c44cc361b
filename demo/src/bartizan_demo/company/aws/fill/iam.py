"""Puts roles, users, groups and policies straight into moto's IAM."""

import json
from collections.abc import Iterable
from typing import Any

from moto.iam.models import AWSManagedPolicy, iam_backends

from bartizan_demo.company.aws.identities import AWS_MANAGED, BOUNDARY, BOUNDARY_GRANTS, Group, User
from bartizan_demo.company.aws.last_accessed import DAYS_SINCE
from bartizan_demo.company.aws.nouns import IRELAND, Grant, Role
from bartizan_demo.emulators.aws.services.last_accessed import set_service_use
from bartizan_demo.emulators.shared.dates import CREATED, used_today


def fill_policies(account: str) -> None:
    """Put the boundary and the AWS-managed policies that the company uses into an account."""
    iam: Any = iam_backends[account]["aws"]
    for name, (path, statements) in AWS_MANAGED.items():
        data = {"Path": path, "Document": _policy(statements), "DefaultVersionId": "v1"}
        dates = {"CreateDate": "2015-02-06T18:39:46+00:00", "UpdateDate": "2015-02-06T18:39:46+00:00"}
        policy = AWSManagedPolicy.from_data(name, account, "us-east-1", data | dates)
        iam.managed_policies[policy.arn] = policy
    iam.create_policy("", "/", _document(BOUNDARY_GRANTS), BOUNDARY, [])
    for policy in iam.managed_policies.values():
        for version in policy.versions:
            version.create_date = CREATED
        policy.create_date = policy.update_date = CREATED


def fill_role(role: Role) -> None:
    """Create a role with its inline policy, its managed ones and its boundary."""
    iam: Any = iam_backends[role.account]["aws"]
    action = "sts:AssumeRoleWithWebIdentity" if "Federated" in role.trusts else "sts:AssumeRole"
    trust = {"Effect": "Allow", "Principal": dict(role.trusts), "Action": action}
    trust |= {"Condition": dict(role.trusted_when)} if role.trusted_when else {}
    boundary = f"arn:aws:iam::{role.account}:policy/{BOUNDARY}" if role.has_boundary else None
    tags = [{"Key": "owner", "Value": role.owner}] if role.owner else []
    made = iam.create_role(role.name, json.dumps(_policy([trust])), "/", boundary, "", tags, "3600")
    made.create_date = CREATED
    if role.is_used:
        made.last_used, made.last_used_region = used_today(), IRELAND
    if role.name in DAYS_SINCE:
        set_service_use(made, DAYS_SINCE[role.name])
    if role.grants:
        iam.put_role_policy(role.name, "own", _document(role.grants))
    for name in role.managed:
        iam.attach_role_policy(_managed_arn(name), role.name)


def fill_group(group: Group) -> None:
    """Create a group with its policies."""
    iam: Any = iam_backends[group.account]["aws"]
    iam.create_group(group.name).create_date = CREATED
    if group.grants:
        iam.put_group_policy(group.name, "own", _document(group.grants))
    for name in group.managed:
        iam.attach_group_policy(_managed_arn(name), group.name)


def fill_user(user: User) -> None:
    """Create a user with its policy, in its groups."""
    iam: Any = iam_backends[user.account]["aws"]
    made = iam.create_user("us-east-1", user.name, tags=[{"Key": "owner", "Value": user.owner}])
    made.create_date = CREATED
    if user.grants:
        iam.put_user_policy(user.name, "own", _document(user.grants))
    for group in user.groups:
        iam.add_user_to_group(group, user.name)


def _managed_arn(name: str) -> str:
    return f"arn:aws:iam::aws:policy{AWS_MANAGED[name][0]}{name}"


def _document(grants: Iterable[Grant]) -> str:
    return json.dumps(_policy([grant.statement() for grant in grants]))


def _policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
