"""What Microsoft Graph says of principals that act for apps or hold roles. Denied is normal here."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bartizan.collect.azure.engine.collector import Body
from bartizan.collect.azure.transport.arm_id import is_guid
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.azure.transport.refusal import refusal
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.target import Sink
from bartizan.model import SELF, Observation, Outcome

PRINCIPAL_KIND = "azure_principal"
GROUP_KIND = "azure_group"
SERVICE_KIND = "azure_service_principal"
DIRECTORY_PERMISSION = "Microsoft Graph Application.Read.All"
GROUP_PERMISSION = "Microsoft Graph GroupMember.Read.All"
"""The application permissions of Microsoft Graph that help; a scan without them is a scan all the same."""

_OPERATION = "arm:POST graph/$batch"


@dataclass(frozen=True)
class DirectoryKind:
    """One kind of principal: the lists that are asked of each by its id, and what each item of a list must have."""

    kind: str
    permission: str
    paths: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]

    @property
    def call(self) -> ArmCall:
        """The request that brings several of the lists."""
        return ArmCall(_OPERATION, self.permission, "POST")


PRINCIPAL = DirectoryKind(
    PRINCIPAL_KIND,
    DIRECTORY_PERMISSION,
    {
        "app_roles": "/servicePrincipals/{id}/appRoleAssignments"
        "?$select=appRoleId,resourceId,resourceDisplayName&$top=999",
        "groups": "/servicePrincipals/{id}/transitiveMemberOf?$select=id,displayName,roleTemplateId&$top=999",
    },
    {"app_roles": ("appRoleId", "resourceId"), "groups": ("id",)},
)
GROUP = DirectoryKind(
    GROUP_KIND,
    GROUP_PERMISSION,
    {
        "members": "/groups/{id}/transitiveMembers?$select=id&$top=999",
        "owners": "/groups/{id}/owners?$select=id&$top=999",
        "entity": "/groups?$filter=id%20eq%20'{id}'"
        "&$select=id,displayName,groupTypes,isAssignableToRole,onPremisesSyncEnabled",
    },
    # Only who may read the group gets its name: the flags of others are null, which says nothing.
    {"members": ("id",), "owners": ("id",), "entity": ("id", "displayName")},
)
SERVICE = DirectoryKind(
    SERVICE_KIND,
    DIRECTORY_PERMISSION,
    {
        "entity": "/servicePrincipals?$filter=id%20eq%20'{id}'&$select=id,appId,displayName,servicePrincipalType",
        "owners": "/servicePrincipals/{id}/owners?$select=id&$top=999",
    },
    {"entity": ("id", "appId"), "owners": ("id",)},
)
APPLICATION = DirectoryKind(
    SERVICE_KIND,
    DIRECTORY_PERMISSION,
    {
        "application_owners": "/applications(appId='{id}')/owners?$select=id&$top=999",
        "federated_credentials": "/applications(appId='{id}')/federatedIdentityCredentials?$select=id,issuer,subject",
    },
    {"application_owners": ("id",), "federated_credentials": ("issuer",)},
)
"""Source: https://learn.microsoft.com/graph/api/group-list-transitivemembers, /graph/api/group-list-owners,
/graph/api/serviceprincipal-list-owners, /graph/api/application-list-owners,
/graph/api/application-list-federatedidentitycredentials
"""
_KEPT = ("id", "@odata.type", "displayName", "roleTemplateId", "appRoleId", "resourceId", "resourceDisplayName",
         "appId", "servicePrincipalType", "groupTypes", "isAssignableToRole", "onPremisesSyncEnabled", "issuer",
         "subject")  # fmt: skip
_AT_ONCE = 20
"""Requests in one batch.

Source: https://learn.microsoft.com/graph/json-batching
"""
_ROUNDS = 5
_Asked = tuple[str, str]
_Answers = dict[_Asked, Body | CallError]


def principal_ids(body: Body) -> Iterator[str]:
    """Yield the ids of the principals that a resource brings with it: its system-assigned identity, or itself."""
    for block in (body.get("identity"), body.get("properties")):
        found = block.get("principalId") if isinstance(block, Mapping) else None
        if is_guid(found):
            yield str(found).lower()


def role_holders(body: Body) -> Iterator[tuple[str, str]]:
    """Yield the kind and id of the principal that a role assignment is for, where the directory says more of it."""
    found = body.get("properties")
    properties: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    kind = {"group": GROUP_KIND, "serviceprincipal": SERVICE_KIND}.get(str(properties.get("principalType")).lower())
    if kind and is_guid(properties.get("principalId")):
        yield kind, str(properties["principalId"]).lower()


async def read_principals(client: ArmClient, sink: Sink, subscription: str, ids: Sequence[str]) -> None:
    """Emit each identity of an app with its aspects ``app_roles`` and ``groups``."""
    await _read_all(client, PRINCIPAL, sink, subscription, ids)


async def read_groups(client: ArmClient, sink: Sink, subscription: str, ids: Sequence[str]) -> None:
    """Emit each group with its aspects ``members``, those of groups inside it too, ``owners`` and ``entity``."""
    await _read_all(client, GROUP, sink, subscription, ids)


async def read_services(client: ArmClient, sink: Sink, subscription: str, ids: Sequence[str]) -> None:
    """Emit each service principal with its aspects ``entity`` and ``owners``, and those of its application.

    Only what is no managed identity has an application; that of another tenant is not there.
    """
    told = await _read_all(client, SERVICE, sink, subscription, ids)
    apps: dict[str, str] = {}
    for (each, aspect), answer in told.items():
        if aspect == "entity":
            found: Body = {} if isinstance(answer, CallError) else next(iter(answer["value"]), {})
            if str(found.get("servicePrincipalType", "")).lower() == "application":
                apps[str(found["appId"])] = each
                continue
            none: Body | CallError = answer if isinstance(answer, CallError) else {"value": []}
            for of_application in APPLICATION.paths:
                sink(_observation(SERVICE, subscription, each, of_application, none))
    await _read_all(client, APPLICATION, sink, subscription, list(apps), apps)


async def _read_all(  # noqa: PLR0917 - what all lists of a kind share
    client: ArmClient, kind: DirectoryKind, sink: Sink, subscription: str, ids: Sequence[str],
    owners: Mapping[str, str] | None = None,
) -> _Answers:  # fmt: skip
    """Emit what a kind's lists say of each id; after one refusal none is asked again.

    With ``owners``, the ids are of what belongs to other principals, which the observations are about.
    """
    told: _Answers = {}
    refused: CallError | None = None
    size = _AT_ONCE // len(kind.paths)
    for start in range(0, len(ids), size):
        some = ids[start : start + size]
        asked = [(each, aspect) for each in some for aspect in kind.paths]
        answers = dict.fromkeys(asked, refused) if refused else await _answers(client, kind, asked)
        for each in some if owners is None else ():
            body = {"principalId": each}
            sink(Observation(kind.kind, each, SELF, Outcome.OK, subscription, body=body))
        for (each, aspect), answer in answers.items():
            sink(_observation(kind, subscription, (owners or {}).get(each, each), aspect, answer))
        denials = [a for a in answers.values() if isinstance(a, CallError) and a.outcome is Outcome.DENIED]
        refused = denials[0] if len(denials) == len(asked) else None
        told |= answers
    return told


async def _answers(client: ArmClient, kind: DirectoryKind, asked: Sequence[_Asked]) -> _Answers:
    answers: _Answers = {}
    waiting = list(asked)
    for _ in range(_ROUNDS):
        try:
            stated = await _batch(client, kind, waiting)
        except CallError as error:
            return {**answers, **dict.fromkeys(waiting, error)}
        answers |= {each: _read(kind, response, each[1]) for each, response in stated.items()}
        waiting = [each for each, response in stated.items() if str(response.get("status")) in {"429", "503"}]
        if not waiting:
            break
        await asyncio.sleep(max(_pause(stated[each]) for each in waiting))
    return answers


async def _batch(client: ArmClient, kind: DirectoryKind, asked: Sequence[_Asked]) -> dict[_Asked, Body]:
    requests = [
        {"id": str(number), "method": "GET", "url": kind.paths[aspect].replace("{id}", each)}
        for number, (each, aspect) in enumerate(asked)
    ]
    answer = await client.ask(kind.call, client.directory_address("/v1.0/$batch"), {"requests": requests})
    responses = answer.get("responses") if isinstance(answer, dict) else None
    if not isinstance(responses, list) or not all(isinstance(each, dict) for each in responses):
        raise CallError(Outcome.FAILED, "UnexpectedShape", "the answer holds no responses", _OPERATION)
    by_id = {str(each.get("id")): each for each in responses}
    return {each: by_id.get(str(number), {}) for number, each in enumerate(asked)}


def _read(kind: DirectoryKind, response: Body, aspect: str) -> Body | CallError:
    status, body = response.get("status"), response.get("body")
    if status != 200:
        return refusal(status if isinstance(status, int) else 0, body, _OPERATION, kind.permission)
    value = body.get("value") if isinstance(body, dict) else None
    if not isinstance(value, list) or not all(_is_whole(each, kind.members[aspect]) for each in value):
        return CallError(Outcome.FAILED, "UnexpectedShape", "the answer is not a list of them", _OPERATION)
    if isinstance(body, dict) and body.get("@odata.nextLink"):
        return CallError(Outcome.FAILED, "Truncated", f"there are more than {len(value)}", _OPERATION)
    return {"value": [{key: each[key] for key in _KEPT if each.get(key) is not None} for each in value]}


def _is_whole(item: Any, members: Sequence[str]) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(name), str) for name in members)


def _pause(response: Body) -> float:
    headers = response.get("headers")
    stated: Any = headers.get("Retry-After") if isinstance(headers, dict) else None
    return min(float(stated), 60.0) if str(stated).isdigit() else 1.0


def _observation(
    kind: DirectoryKind, subscription: str, id_: str, aspect: str, answer: Body | CallError
) -> Observation:
    if not isinstance(answer, CallError):
        return Observation(kind.kind, id_, aspect, Outcome.OK, subscription, body=answer, operation=_OPERATION)
    return Observation(
        kind.kind, id_, aspect, answer.outcome, subscription,
        operation=_OPERATION, permission=answer.permission, detail=answer.detail,
    )  # fmt: skip
