"""One request, evaluated as AWS does: the caller's policies, those of its organization, and the resource's own.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bartizan.permit.aws.caller import Caller, Naming, Organization, context_of, resource_keys
from bartizan.permit.aws.evaluate import Decision, Policies, Sourced, all_of, any_of, decision, is_met, say
from bartizan.permit.aws.language.context import Context, Values
from bartizan.permit.aws.verdict import Grants, Sets, Sides

_KEY_POLICY_DECIDES = ("kms:",)
_TRUST_DECIDES = ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity")


@dataclass(frozen=True)
class Resource:
    """A resource by its ARN.

    ``policy`` are the statements of its own policy (of a role, its trust policy), empty where there is none and None
    where it could not be read. ``account`` is needed where the ARN has none, as of a bucket of another account.
    ``tags`` are None where unread. ``controls`` are the resource control policies of its organization.
    """

    arn: str
    policy: tuple[Sourced, ...] | None = ()
    account: str = ""
    tags: Mapping[str, str] | None = None
    organization: Organization | None = None
    controls: tuple[Sourced, ...] = ()


@dataclass(frozen=True)
class Request:
    """Who asks for what.

    ``policies`` has the caller's own statements with boundary and session as limits; ``levels`` are the service control
    policies of each level of its organization, from the root down. They bind neither the management account nor roles
    that are linked to a service. ``keys`` are condition keys that are known beside those of caller and resource.
    """

    caller: Caller
    action: str
    resource: Resource
    policies: Policies
    levels: tuple[tuple[Sourced, ...], ...] = ()
    is_from_management_account: bool = False
    keys: Mapping[str, Values] | None = None


def answer(request: Request, now: datetime.datetime) -> Decision:
    """Return whether AWS lets a request through at a moment, in UTC."""
    context = _context(request, now)
    resource, action = request.resource, request.action
    own = [say(layer, action, resource.arn, context) for layer in request.policies.layers]
    levels = [say(level, action, resource.arn, context) for level in _levels(request)]
    controls = () if request.caller.is_service_linked else resource.controls
    given = _given(request, context)
    sides = Sides(
        Sets.of(own[0].allows),
        Sets.of(all_of(each.allows for each in own[1:])),
        given,
        int(request.caller.account == _account(request)),
        is_closed(action, resource.arn),
    )
    allows = all_of((_said(sides.allows), *(each.allows for each in levels)))
    denies = [each.denies for each in (*own, *levels, say(controls, action, resource.arn, context))]
    return decision(allows, any_of((*denies, _said(given.denies))))


def _said(verdict: Sets) -> bool | None:
    return True if verdict.yes else None if verdict.may else False


def is_closed(action: str, arn: str) -> bool:
    """Return whether only the resource's own policy opens it for policies of its account: a key's, a role's trust."""
    name = action.lower()
    if arn.split(":")[2:3] == ["kms"]:
        return name.startswith(_KEY_POLICY_DECIDES) and ":key/" in arn
    return name in _TRUST_DECIDES and ":role/" in arn


def _given(request: Request, context: Context) -> Grants:
    policy = request.resource.policy
    if policy is None:
        unread = Sets.of(None)
        return Grants(unread, unread, unread, unread)
    found: dict[Naming | None, bool | None] = {}
    denies: bool | None = False
    for sourced in policy:
        statement = sourced.statement
        named = request.caller.named_in(statement)
        met = is_met(statement, request.action.lower(), request.resource.arn, context)
        if named is Naming.NOBODY or met is False:
            continue
        if statement.allows:
            found[named] = any_of((found.get(named, False), met))
        else:
            denies = any_of((denies, met if named is not None else None))
    perhaps = None if None in found else False
    return Grants(
        Sets.of(found.get(Naming.ACCOUNT, False)),
        Sets.of(any_of((found.get(Naming.ARN, False), perhaps))),
        Sets.of(any_of((found.get(Naming.SESSION, False), perhaps))),
        Sets.of(denies),
    )


def _account(request: Request) -> str:
    parts = request.resource.arn.split(":")
    of_arn = parts[4] if len(parts) > 5 else ""
    return request.resource.account or of_arn or request.caller.account


def _levels(request: Request) -> Iterable[tuple[Sourced, ...]]:
    is_free = request.is_from_management_account or request.caller.is_service_linked
    return () if is_free else request.levels


def _context(request: Request, now: datetime.datetime) -> Context:
    caller, resource = request.caller, request.resource
    account = _account(request)
    organization = caller.organization if account == caller.account else resource.organization
    context = context_of(caller, now).having(
        resource_keys(request.action, resource.arn, account, organization, resource.tags)
    )
    return context.of(request.action).having(request.keys or {})
