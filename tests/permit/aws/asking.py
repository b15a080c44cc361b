"""Ask one request of policies, written short."""

import datetime
from typing import Any

from bartizan.permit.aws.caller import Caller, Organization
from bartizan.permit.aws.evaluate import Policies, Sourced
from bartizan.permit.aws.language.policy import parsed
from bartizan.permit.aws.request import Request, Resource, answer

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
OWN, OTHER = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{OWN}:role/app"
USER = f"arn:aws:iam::{OWN}:user/teams/builder"
OBJECT = "arn:aws:s3:::data/key"
QUEUE = f"arn:aws:sqs:eu-west-1:{OWN}:jobs"
FAR_QUEUE = f"arn:aws:sqs:eu-west-1:{OTHER}:jobs"
KEY = f"arn:aws:kms:eu-west-1:{OWN}:key/k"
FUNCTION = f"arn:aws:lambda:eu-west-1:{OWN}:function:orders"
ORGANIZATION = Organization("o-ours", "o-ours/r-1/ou-1-apps/")
NEW, OLD = "2012-10-17", "2008-10-17"


def allow(action: Any = "*", resource: Any = "*", condition: Any = None, **more: Any) -> dict[str, Any]:
    body = {"Effect": "Allow", **more}
    if not {"Action", "NotAction"} & set(more):
        body["Action"] = action
    if not {"Resource", "NotResource"} & set(more) and resource is not None:
        body["Resource"] = resource
    return body | ({"Condition": condition} if condition else {})


def deny(action: Any = "*", resource: Any = "*", condition: Any = None, **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, condition, **more), "Effect": "Deny"}


def to(principal: Any, action: Any = "*", condition: Any = None, **more: Any) -> dict[str, Any]:
    return allow(action, "*", condition, Principal=principal, **more)


def set_of(statements: Any, version: str | None = NEW) -> tuple[Sourced, ...]:
    document = {"Statement": statements} | ({"Version": version} if version else {})
    return tuple(Sourced(each, "it") for each in parsed(document))


def asked(
    action: str,
    resource: str,
    *own: dict[str, Any],
    version: str | None = NEW,
    caller: Caller | None = None,
    limits: tuple[Any, ...] = (),
    policy: Any = (),
    levels: tuple[Any, ...] = (),
    keys: Any = None,
    managing: bool = False,
    **of_resource: Any,
) -> str:
    where = Resource(
        resource,
        None if policy is None else set_of(list(policy)),
        controls=set_of(list(of_resource.pop("controls", ()))),
        **of_resource,
    )
    asks = Request(
        caller or role(),
        action,
        where,
        Policies(set_of(list(own), version), tuple(set_of(list(limit)) for limit in limits)),
        tuple(set_of(list(level)) for level in levels),
        managing,
        keys,
    )
    return answer(asks, NOW)


def role(**facts: Any) -> Caller:
    return Caller(ROLE, **{"tags": {}, "takes_session_tags": False, "organization": ORGANIZATION, **facts})


def user(**facts: Any) -> Caller:
    return Caller(USER, **{"tags": {}, "organization": ORGANIZATION, "user_id": "AIDAEXAMPLE", **facts})


def under(condition: dict[str, Any], action: str = "s3:GetObject", resource: str = OBJECT, **more: Any) -> str:
    """The answer to a request that is allowed under a condition."""
    return asked(action, resource, allow("*", "*", condition), **more)
