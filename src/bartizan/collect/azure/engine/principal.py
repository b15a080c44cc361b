"""What Microsoft Graph says of the apps' identities: their app roles and their groups. Denied is normal here."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bartizan.collect.azure.engine.collector import Body
from bartizan.collect.azure.transport.arm_id import is_guid
from bartizan.collect.azure.transport.client import ArmCall, ArmClient
from bartizan.collect.azure.transport.refusal import refusal
from bartizan.collect.shared.failure import CallError
from bartizan.collect.shared.target import Sink
from bartizan.model import SELF, Observation, Outcome

PRINCIPAL_KIND = "azure_principal"
DIRECTORY_PERMISSION = "Microsoft Graph Application.Read.All"
"""The one application permission of Microsoft Graph that helps; a scan without it is a scan all the same."""

_CALL = ArmCall("arm:POST graph/$batch", DIRECTORY_PERMISSION, "POST")
_PATHS = {
    "app_roles": "appRoleAssignments?$select=appRoleId,resourceId,resourceDisplayName&$top=999",
    "groups": "transitiveMemberOf?$select=id,displayName,roleTemplateId&$top=999",
}
_MEMBERS = {"app_roles": ("appRoleId", "resourceId"), "groups": ("id",)}
"""What each item of an answer must have to be one."""
_KEPT = ("id", "@odata.type", "displayName", "roleTemplateId", "appRoleId", "resourceId", "resourceDisplayName")
_AT_ONCE = 10
"""Principals in one batch, which takes 20 requests.

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


async def read_principals(client: ArmClient, sink: Sink, subscription: str, ids: Sequence[str]) -> None:
    """Emit each principal with its aspects ``app_roles`` and ``groups``; after one refusal none is asked again."""
    refused: CallError | None = None
    for start in range(0, len(ids), _AT_ONCE):
        asked = [(each, aspect) for each in ids[start : start + _AT_ONCE] for aspect in _PATHS]
        answers = dict.fromkeys(asked, refused) if refused else await _answers(client, asked)
        for each in ids[start : start + _AT_ONCE]:
            body = {"principalId": each}
            sink(Observation(PRINCIPAL_KIND, each, SELF, Outcome.OK, subscription, body=body))
        for (each, aspect), answer in answers.items():
            sink(_observation(subscription, each, aspect, answer))
        denials = [a for a in answers.values() if isinstance(a, CallError) and a.outcome is Outcome.DENIED]
        refused = denials[0] if len(denials) == len(asked) else None


async def _answers(client: ArmClient, asked: Sequence[_Asked]) -> _Answers:
    answers: _Answers = {}
    waiting = list(asked)
    for _ in range(_ROUNDS):
        try:
            stated = await _batch(client, waiting)
        except CallError as error:
            return {**answers, **dict.fromkeys(waiting, error)}
        answers |= {each: _read(response, each[1]) for each, response in stated.items()}
        waiting = [each for each, response in stated.items() if str(response.get("status")) in {"429", "503"}]
        if not waiting:
            break
        await asyncio.sleep(max(_pause(stated[each]) for each in waiting))
    return answers


async def _batch(client: ArmClient, asked: Sequence[_Asked]) -> dict[_Asked, Body]:
    requests = [
        {"id": str(number), "method": "GET", "url": f"/servicePrincipals/{each}/{_PATHS[aspect]}"}
        for number, (each, aspect) in enumerate(asked)
    ]
    answer = await client.ask(_CALL, client.directory_address("/v1.0/$batch"), {"requests": requests})
    responses = answer.get("responses") if isinstance(answer, dict) else None
    if not isinstance(responses, list) or not all(isinstance(each, dict) for each in responses):
        raise CallError(Outcome.FAILED, "UnexpectedShape", "the answer holds no responses", _CALL.operation)
    by_id = {str(each.get("id")): each for each in responses}
    return {each: by_id.get(str(number), {}) for number, each in enumerate(asked)}


def _read(response: Body, aspect: str) -> Body | CallError:
    status, body = response.get("status"), response.get("body")
    if status != 200:
        return refusal(status if isinstance(status, int) else 0, body, _CALL.operation, DIRECTORY_PERMISSION)
    value = body.get("value") if isinstance(body, dict) else None
    if not isinstance(value, list) or not all(_is_whole(each, aspect) for each in value):
        return CallError(Outcome.FAILED, "UnexpectedShape", "the answer is not a list of them", _CALL.operation)
    if isinstance(body, dict) and body.get("@odata.nextLink"):
        return CallError(Outcome.FAILED, "Truncated", f"there are more than {len(value)}", _CALL.operation)
    return {"value": [{key: each[key] for key in _KEPT if each.get(key) is not None} for each in value]}


def _is_whole(item: Any, aspect: str) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(name), str) for name in _MEMBERS[aspect])


def _pause(response: Body) -> float:
    headers = response.get("headers")
    stated: Any = headers.get("Retry-After") if isinstance(headers, dict) else None
    return min(float(stated), 60.0) if str(stated).isdigit() else 1.0


def _observation(subscription: str, id_: str, aspect: str, answer: Body | CallError) -> Observation:
    if not isinstance(answer, CallError):
        return Observation(
            PRINCIPAL_KIND, id_, aspect, Outcome.OK, subscription, body=answer, operation=_CALL.operation
        )
    return Observation(
        PRINCIPAL_KIND, id_, aspect, answer.outcome, subscription,
        operation=_CALL.operation, permission=answer.permission, detail=answer.detail,
    )  # fmt: skip
